import { type QueuedHandoff } from '@audience-sync/persistence';

/** The users who wait for a queue. */
export interface Outbox {
  /** The oldest handoff of a step; null when nobody waits, or the step has no queue. */
  firstQueued(stepId: string): Promise<QueuedHandoff | null>;
  /** Forgets what was consumed, up to and with that number. */
  acknowledge(workspaceId: string, stepId: string, upToSeq: number): Promise<unknown>;
  /** Runs `work` unless somebody else relays this step at the moment; answers whether it ran. */
  relay(stepId: string, work: () => Promise<void>): Promise<boolean>;
}
