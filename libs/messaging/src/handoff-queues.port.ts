/** Users who go on to an external step: a job of the Bull queue that the step's team consumes. */
export interface HandoffJob {
  readonly workspaceId: string;
  readonly stepId: string;
  /** Grows within a step; with the step it names the handoff, also when it is delivered twice. */
  readonly sequence: number;
  /** The engine's own ids of the users. */
  readonly userIds: readonly string[];
  /** When they entered, in ISO 8601. */
  readonly handedOverAt: string;
}

/** What names a handoff. */
export type HandoffKey = Pick<HandoffJob, 'stepId' | 'sequence'>;

/** `none`: it is not in the queue. `open`: it waits or runs. `failed`: its consumer died over it. `done`: it was consumed. */
export type HandoffState = 'none' | 'open' | 'failed' | 'done';

/** The name of the Bull queue behind the `queue` of an external step; its Redis prefix is `<REDIS_PREFIX>bull`. */
export const handoffQueueName = (queue: string) => `handoffs-${queue}`;

/** The queues that teams beside us consume. Each method is safe to repeat. */
export abstract class HandoffQueues {
  abstract stateOf(queue: string, key: HandoffKey): Promise<HandoffState>;
  abstract put(queue: string, job: HandoffJob): Promise<void>;
  /** Back to waiting, after `failed`. */
  abstract retry(queue: string, key: HandoffKey): Promise<void>;
  abstract remove(queue: string, key: HandoffKey): Promise<void>;
  /** Called with the step whenever one of its handoffs was consumed from a queue that was used here. */
  onDone: (stepId: string) => void = () => undefined;
}
