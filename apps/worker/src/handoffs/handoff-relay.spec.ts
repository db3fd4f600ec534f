import { MemoryHandoffQueues } from '@audience-sync/messaging';
import { type QueuedHandoff } from '@audience-sync/persistence';
import { HandoffRelay } from './handoff-relay.ts';
import { type Outbox } from './outbox.port.ts';

const STEP = 'stp_1';

/** The outbox of one step, in memory. */
class MemoryOutbox implements Outbox {
  busy = false;
  rows: QueuedHandoff[] = [1, 2, 3].map((seq) => ({
    ...{ workspaceId: 'wks_1', stepId: STEP, queue: 'email', seq, externalIds: [`user-${seq}`] },
    createdAt: new Date(seq),
  }));

  firstQueued() {
    return Promise.resolve(this.rows[0] ?? null);
  }
  acknowledge(_workspaceId: string, _stepId: string, upToSeq: number) {
    return Promise.resolve(void (this.rows = this.rows.filter(({ seq }) => seq > upToSeq)));
  }
  async relay(_stepId: string, work: () => Promise<void>) {
    if (!this.busy) await work();
    return !this.busy;
  }
}

function stage() {
  const [outbox, queues] = [new MemoryOutbox(), new MemoryHandoffQueues()];
  return { outbox, queues, relay: new HandoffRelay(outbox, queues) };
}

const key = (sequence: number) => ({ stepId: STEP, sequence });

describe('the relay of handoffs', () => {
  it('delivers one handoff of a step at a time, in order, and keeps each until it was consumed', async () => {
    const { outbox, queues, relay } = stage();
    const delivered: number[] = [];
    while (outbox.rows.length > 0) {
      await relay.relay(STEP);
      await relay.relay(STEP);
      expect(queues.open).toHaveLength(1);
      delivered.push(queues.open[0]?.sequence ?? 0);
      await queues.end('email', key(delivered.at(-1) ?? 0), 'done');
      await relay.relay(STEP);
    }
    expect(delivered).toEqual([1, 2, 3]);
    expect(queues.open).toEqual([]);
  });

  it('delivers again what the queue forgot, and what its consumer died over', async () => {
    const { queues, relay } = stage();
    await relay.relay(STEP);
    queues.forget();
    await relay.relay(STEP);
    expect(queues.open.map(({ sequence }) => sequence)).toEqual([1]);
    await queues.end('email', key(1), 'failed');
    expect(queues.open).toEqual([]);
    await relay.relay(STEP);
    expect(queues.open.map(({ sequence }) => sequence)).toEqual([1]);
  });

  it('leaves a step alone that another process relays', async () => {
    const { outbox, queues, relay } = stage();
    outbox.busy = true;
    expect(await relay.relay(STEP)).toBe(false);
    expect(queues.open).toEqual([]);
  });
});
