import { type LedgerMovement } from '@audience-sync/batching-scheduler';
import { type Topic, topics } from '@audience-sync/messaging';

/** Tells whoever watches these things to read again. */
export type Announce = (topics: readonly Topic[]) => Promise<void>;

/**
 * Gathers the steps whose counts moved, and the connections whose batches did, and announces each once an interval: subscribers read the current counts
 * anyway, so a hundred batches a second need not be a hundred messages.
 */
export class StepAnnouncer {
  private readonly moved = new Set<Topic>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly announce: Announce,
    private readonly intervalMs: number,
  ) {}

  /** To be called after the movements were committed. */
  touch(movements: readonly LedgerMovement[], connectionId?: string): void {
    for (const { sourceId } of movements) this.moved.add(topics.stepMetrics(sourceId));
    if (connectionId !== undefined) this.moved.add(topics.activity(connectionId));
    if (this.moved.size > 0) this.timer ??= setTimeout(() => void this.flush(), this.intervalMs);
  }

  /** A lost message is made good by the next one: it is never worth failing for. */
  async flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const moved = [...this.moved];
    this.moved.clear();
    if (moved.length > 0) await this.announce(moved).catch(() => undefined);
  }
}
