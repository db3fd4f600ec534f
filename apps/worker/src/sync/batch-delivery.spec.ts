import { type LeasedBatch } from '@audience-sync/batching-scheduler';
import { AUDIENCE_ID, FakeAudienceWorld } from '../testing/fake-audience-world.ts';
import { AudienceCreator } from './audience-creator.ts';
import { BatchDelivery } from './batch-delivery.ts';
import { NotSentError } from './not-sent.error.ts';

const LIST = { customerListId: 'list-9', pinterestAudienceId: 'pa-9', status: 'READY' } as const;

function batch(operation: 'ADD' | 'REMOVE'): LeasedBatch {
  const items = {
    count: 1,
    ids: ['u1'],
    keyCounts: new Uint8Array([1]),
    keyTags: new Uint8Array([1]),
    keys: Buffer.alloc(32, 7),
    data: null,
  };
  return {
    batchId: 'b1',
    attempt: 1,
    flowId: 'con_1',
    groupId: AUDIENCE_ID,
    operation,
    items,
    sealedAtMs: 0,
    leaseUntilMs: Number.MAX_SAFE_INTEGER,
    deadlineMs: null,
  };
}

describe('BatchDelivery', () => {
  const world = () => new FakeAudienceWorld();
  const deliver = async (in_: FakeAudienceWorld, operation: 'ADD' | 'REMOVE') => {
    const delivery = new BatchDelivery(new AudienceCreator(in_, in_, 45_000), in_, in_);
    if (in_.target === null) throw new Error('the world has no target');
    await delivery.deliver(batch(operation), in_.target, in_, new AbortController().signal);
  };

  it.each(['ADD', 'REMOVE'] as const)('sends one %s request when the list is there', async (operation) => {
    const w = world();
    await w.change(LIST);
    await deliver(w, operation);
    expect(w.requests).toEqual([`updateList:${operation}`]);
  });

  it('creates the list with the first records, then the audience from it', async () => {
    const w = world();
    await deliver(w, 'ADD');
    expect(w.requests).toEqual(['createList', 'createAudience']);
    expect(w.target).toMatchObject({
      customerListId: 'list-1',
      pinterestAudienceId: 'pa-1',
      status: 'READY',
    });
    expect(w.claimed).toBe(false);
  });

  it('asks nothing of Pinterest to remove from an audience that was never created', async () => {
    const w = world();
    await deliver(w, 'REMOVE');
    expect(w.requests).toEqual([]);
  });

  it('links the list of an earlier try instead of making a second one', async () => {
    const w = world();
    w.fail = { request: 'createList', error: new Error('time-out'), afterEffect: true };
    await expect(deliver(w, 'ADD')).rejects.toThrow('time-out');
    await deliver(w, 'ADD');
    expect(w.pinterestLists).toHaveLength(1);
    expect(w.target).toMatchObject({ customerListId: 'list-1', pinterestAudienceId: 'pa-1' });
    expect(w.requests.filter((name) => name === 'updateList:ADD')).toHaveLength(1);
  });

  it('leaves a list alone that has our name and was made for another audience, or by another program', async () => {
    const w = world();
    await w.change({ listCreateStartedAtMs: w.nowMs });
    for (const name of ['Loyal customers', 'Loyal customers [aud_2]'])
      w.pinterestLists.push({ listId: 'theirs', name, createdAtMs: w.nowMs });
    await deliver(w, 'ADD');
    expect(w.target?.customerListId).toBe('list-3');
  });

  it('leaves a list alone that is older than our first try', async () => {
    const w = world();
    await w.change({ listCreateStartedAtMs: w.nowMs });
    w.pinterestLists.push({
      listId: 'old',
      name: 'Loyal customers [aud_1]',
      createdAtMs: w.nowMs - 3_600_000,
    });
    await deliver(w, 'ADD');
    expect(w.target?.customerListId).toBe('list-2');
  });

  it('links the audience of an earlier try instead of making a second one', async () => {
    const w = world();
    w.fail = { request: 'createAudience', error: new Error('reset'), afterEffect: true };
    await expect(deliver(w, 'ADD')).rejects.toThrow('reset');
    await deliver(w, 'ADD');
    expect(w.pinterestAudiences).toHaveLength(1);
    expect(w.target).toMatchObject({ pinterestAudienceId: 'pa-1', status: 'READY' });
  });

  it('removes from the list that an earlier try may have left behind', async () => {
    const w = world();
    w.fail = { request: 'createList', error: new Error('time-out'), afterEffect: true };
    await expect(deliver(w, 'ADD')).rejects.toThrow('time-out');
    await deliver(w, 'REMOVE');
    expect(w.requests.at(-1)).toBe('updateList:REMOVE');
  });

  it('stands by while another sender creates the list, then adds to it', async () => {
    const w = world();
    w.claimed = true;
    w.onPause = () => void w.change(LIST);
    await deliver(w, 'ADD');
    expect(w.requests).toEqual(['updateList:ADD']);
  });

  it('rests, unsent, when the other sender takes too long', async () => {
    const w = world();
    w.claimed = true;
    await expect(deliver(w, 'ADD')).rejects.toThrow(NotSentError);
    expect(w.requests).toEqual([]);
  });
});
