// Real: all parts but the other side; time is virtual.
import { Batching } from './batching.ts';
import { MemoryBatchStore } from './memory/memory-batch-store.ts';
import { type AttemptOutcome, type LeasedBatch } from './model.ts';
import { keyOf, liveItems } from './packed-items.ts';
import { VirtualTime } from './testing/simulation/virtual-time.ts';

const LANE = { flowId: 'f', groupId: 'g', sourceId: 's' } as const;
const item = (id: string) => ({ id, keys: [keyOf(id)], data: `"${id}"` });

function stage() {
  const time = new VirtualTime();
  const { clock } = time;
  const sent: string[] = [];
  const store = new MemoryBatchStore({ clock, options: { maxItems: 2 } });
  const send = ({ operation, items }: LeasedBatch): Promise<AttemptOutcome> => {
    sent.push(
      `${operation} ${liveItems(items)
        .map(({ id, data }) => `${id}=${data}`)
        .join(' ')}`,
    );
    return Promise.resolve({ kind: 'accepted' });
  };
  return { time, sent, batching: new Batching({ store, clock, transport: { send } }) };
}

describe('Batching', () => {
  it('sends what is full at once and the rest after the interval, by the options of its store', async () => {
    const { time, sent, batching } = stage();
    batching.start();
    await batching.add({ ...LANE, operation: 'ADD' }, ['a', 'b', 'c'].map(item));
    await time.run(time.clock.now() + 100);
    expect(sent).toEqual(['ADD a="a" b="b"']);
    await time.run(time.clock.now() + 5_000);
    expect(sent).toEqual(['ADD a="a" b="b"', 'ADD c="c"']);
    await batching.close();
  });

  it('sends nothing before it is started, and nothing more once it is closed', async () => {
    const { time, sent, batching } = stage();
    await batching.add({ ...LANE, operation: 'ADD' }, ['a', 'b'].map(item));
    await time.run(time.clock.now() + 10_000);
    expect(sent).toEqual([]);
    batching.start();
    await time.run(time.clock.now() + 1_000);
    expect(sent).toHaveLength(1);
    await batching.close();
    await batching.add({ ...LANE, operation: 'ADD' }, ['c', 'd'].map(item));
    await time.run(time.clock.now() + 10_000);
    expect(sent).toHaveLength(1);
  });

  it('refuses items that are not in order, and takes none of them', async () => {
    const { batching } = stage();
    const add = batching.add({ ...LANE, operation: 'ADD' }, [item('a'), { id: '' }]);
    await expect(add).rejects.toMatchObject({ code: 'INVALID_ITEMS', field: 'ids[1]' });
  });
});
