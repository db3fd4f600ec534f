import { type AppLogger } from '@audience-sync/platform';
import Bull, { type Job as BullJob, type JobStatus, type Queue, type QueueOptions } from 'bull';
import {
  type HandoffJob,
  type HandoffKey,
  handoffQueueName,
  HandoffQueues,
  type HandoffState,
} from './handoff-queues.port.ts';

/** A consumer that fails is tried again for ever: its users stay in the outbox until they are consumed. */
const FOR_EVER = { attempts: Number.MAX_SAFE_INTEGER, backoff: { type: 'fixed', delay: 5_000 } } as const;
const STATES: Partial<Record<JobStatus | 'stuck', HandoffState>> = { completed: 'done', failed: 'failed' };

const jobIdOf = ({ stepId, sequence }: HandoffKey) => `${stepId}-${sequence}`;

/** The queues in Redis, each opened when it is first used. Jobs stay when they are done, until `remove`. */
export class BullHandoffQueues extends HandoffQueues {
  private readonly opened = new Map<string, Queue<HandoffJob>>();

  constructor(
    private readonly options: QueueOptions,
    private readonly logger: AppLogger,
  ) {
    super();
  }

  async stateOf(queue: string, key: HandoffKey): Promise<HandoffState> {
    const job = await this.find(queue, key);
    return job ? (STATES[await job.getState()] ?? 'open') : 'none';
  }

  async put(queue: string, job: HandoffJob): Promise<void> {
    await this.open(queue).add(job, {
      ...FOR_EVER,
      jobId: jobIdOf(job),
      removeOnComplete: false,
      removeOnFail: false,
    });
  }

  async retry(queue: string, key: HandoffKey): Promise<void> {
    await (await this.find(queue, key))?.retry();
  }

  async remove(queue: string, key: HandoffKey): Promise<void> {
    await (await this.find(queue, key))?.remove();
  }

  async close(force: boolean): Promise<void> {
    await Promise.all([...this.opened.values()].map((queue) => queue.close(force)));
  }

  private find(queue: string, key: HandoffKey): Promise<BullJob<HandoffJob> | null> {
    return this.open(queue).getJob(jobIdOf(key));
  }

  private open(name: string): Queue<HandoffJob> {
    const known = this.opened.get(name);
    if (known) return known;
    const queue = new Bull<HandoffJob>(handoffQueueName(name), this.options);
    queue.on('error', (err) => this.logger.warn('a queue of handoffs has trouble', { queue: name, err }));
    queue.on('global:completed', (jobId: string | number) =>
      this.onDone(String(jobId).slice(0, String(jobId).lastIndexOf('-'))),
    );
    this.opened.set(name, queue);
    return queue;
  }
}
