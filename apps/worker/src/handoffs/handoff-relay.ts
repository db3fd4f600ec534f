import { type HandoffJob, type HandoffQueues } from '@audience-sync/messaging';
import { type QueuedHandoff } from '@audience-sync/persistence';
import { type Outbox } from './outbox.port.ts';

/**
 * Puts the users of an external step into the queue that its team consumes: one handoff of a step at a time, so that they
 * are consumed in order, and kept in the outbox until they are, so that a Redis that forgets costs a second delivery and
 * never a user.
 */
export class HandoffRelay {
  constructor(
    private readonly outbox: Outbox,
    private readonly queues: HandoffQueues,
  ) {}

  /** Goes on until a handoff is open in the queue, or nobody waits. False: somebody else is at it. */
  relay(stepId: string): Promise<boolean> {
    return this.outbox.relay(stepId, async () => {
      for (;;) {
        const next = await this.outbox.firstQueued(stepId);
        if (next === null || !(await this.move(next))) return;
      }
    });
  }

  /** Whether it was consumed, so that the next one may follow. */
  private async move(handoff: QueuedHandoff): Promise<boolean> {
    const { queue, workspaceId, stepId, seq } = handoff;
    const key = { stepId, sequence: seq };
    switch (await this.queues.stateOf(queue, key)) {
      case 'none':
        await this.queues.put(queue, jobOf(handoff));
        return false;
      case 'failed':
        await this.queues.retry(queue, key);
        return false;
      case 'open':
        return false;
      case 'done':
        await this.outbox.acknowledge(workspaceId, stepId, seq);
        await this.queues.remove(queue, key);
        return true;
    }
  }
}

function jobOf({ workspaceId, stepId, seq, externalIds, createdAt }: QueuedHandoff): HandoffJob {
  return { workspaceId, stepId, sequence: seq, userIds: externalIds, handedOverAt: createdAt.toISOString() };
}
