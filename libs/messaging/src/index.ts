export {
  type HandoffJob,
  type HandoffKey,
  handoffQueueName,
  HandoffQueues,
  type HandoffState,
} from './handoff-queues.port.ts';
export { type AddOptions, JobQueue } from './job-queue.port.ts';
export { type JobHandler, JobRouter, OnJob } from './job-router.ts';
export { type Job, JOB_NAMES, jobKey, type JobName, type JobOf, type QueueName, QUEUES } from './jobs.ts';
export { MemoryHandoffQueues } from './memory-handoff-queues.ts';
export { MemoryJobQueue } from './memory-job-queue.ts';
export { MemoryTopicBus } from './memory-topic-bus.ts';
export { type JobsOptions, MessagingModule, type MessagingModuleOptions } from './messaging.module.ts';
export { RedisConnections, type RedisPurpose, type RedisSettings } from './redis-connections.ts';
export { type RepeatingJob } from './repeating-jobs.ts';
export { withinLimit } from './time-limit.ts';
export { TopicBus, type TopicSubscription } from './topic-bus.port.ts';
export { type Topic, type TopicEvent, topics } from './topics.ts';
