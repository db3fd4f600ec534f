/**
 * Every job there is. A job says "look now" and holds ids only: what to do is read from Postgres when it runs, so it
 * may be lost, late or doubled without harm.
 */
export type Job =
  /** A group's window is due. */
  | { readonly name: 'group.seal'; readonly groupId: string; readonly windowId: string }
  /** A flow has batches that may leave. */
  | { readonly name: 'flow.dispatch'; readonly flowId: string }
  /** One try at sending a batch; delayed until the batch may leave. */
  | { readonly name: 'batch.attempt'; readonly batchId: string; readonly attempt: number }
  /** Finds what no other job points at. Repeats. */
  | { readonly name: 'ledger.sweep' }
  /** Makes the coming days' storage for users, and deletes what was kept long enough. Repeats. */
  | { readonly name: 'ledger.partitions' }
  /** Looks for tokens that run out. Repeats. */
  | { readonly name: 'connections.check' }
  /** Renews a token that Pinterest has refused, or that runs out. */
  | { readonly name: 'connection.refresh'; readonly connectionId: string }
  /** Asks Pinterest about the ad accounts of a connection. */
  | { readonly name: 'connection.preflight'; readonly connectionId: string }
  /** Reads an audience's size and status from Pinterest. */
  | { readonly name: 'audience.refresh'; readonly audienceId: string }
  /** Compares what is wrong now with what was before. Repeats. */
  | { readonly name: 'alerts.check' }
  /** One try at telling a channel of an alert. */
  | { readonly name: 'alert.deliver'; readonly deliveryId: string; readonly attempt: number }
  /** Forgets the minutes of long ago. Repeats. */
  | { readonly name: 'analytics.prune' }
  /** Does at Pinterest what is wanted of an audience. */
  | { readonly name: 'audience.apply'; readonly audienceId: string }
  /** Lists what exists at Pinterest in an ad account. */
  | { readonly name: 'audiences.list'; readonly adAccountId: string }
  /** Looks for listings that are old and changes that wait. Repeats. */
  | { readonly name: 'audiences.check' }
  /** Puts the next users of an external step into its queue. */
  | { readonly name: 'handoffs.relay'; readonly stepId: string }
  /** Looks for users who wait for a queue. Repeats. */
  | { readonly name: 'handoffs.sweep' };

export type JobName = Job['name'];
export type JobOf<N extends JobName> = Extract<Job, { readonly name: N }>;

/**
 * `sync` is the delivery of users and must never wait behind `upkeep`; neither may wait behind `notify`, which calls
 * servers of others that may be slow.
 */
export const QUEUES = ['sync', 'upkeep', 'notify'] as const;
export type QueueName = (typeof QUEUES)[number];

/** The names, as values; typed so that one cannot be forgotten. */
const QUEUE_OF: Readonly<Record<JobName, QueueName>> = {
  'group.seal': 'sync',
  'flow.dispatch': 'sync',
  'batch.attempt': 'sync',
  'ledger.sweep': 'upkeep',
  'ledger.partitions': 'upkeep',
  'connections.check': 'upkeep',
  'connection.refresh': 'upkeep',
  'connection.preflight': 'upkeep',
  'audience.refresh': 'upkeep',
  'alerts.check': 'upkeep',
  'alert.deliver': 'notify',
  'analytics.prune': 'upkeep',
  'audience.apply': 'upkeep',
  'audiences.list': 'upkeep',
  'audiences.check': 'upkeep',
  'handoffs.relay': 'upkeep',
  'handoffs.sweep': 'upkeep',
};

export const JOB_NAMES = Object.keys(QUEUE_OF) as readonly JobName[];

export function queueOf(job: Job): QueueName {
  return QUEUE_OF[job.name];
}

/** What makes two jobs the same: while one of them waits, adding the other changes nothing. */
export function jobKey(job: Job): string {
  switch (job.name) {
    case 'group.seal':
      return `seal-${job.groupId}-${job.windowId}`;
    case 'flow.dispatch':
      return `dispatch-${job.flowId}`;
    case 'batch.attempt':
      return `attempt-${job.batchId}-${job.attempt}`;
    case 'connection.refresh':
      return `refresh-${job.connectionId}`;
    case 'connection.preflight':
      return `preflight-${job.connectionId}`;
    case 'audience.refresh':
      return `refresh-${job.audienceId}`;
    case 'alert.deliver':
      return `deliver-${job.deliveryId}-${job.attempt}`;
    case 'audience.apply':
      return `apply-${job.audienceId}`;
    case 'audiences.list':
      return `list-${job.adAccountId}`;
    case 'handoffs.relay':
      return `relay-${job.stepId}`;
    case 'ledger.sweep':
    case 'ledger.partitions':
    case 'connections.check':
    case 'audiences.check':
    case 'handoffs.sweep':
    case 'alerts.check':
    case 'analytics.prune':
      return job.name.replace('.', '-');
  }
}
