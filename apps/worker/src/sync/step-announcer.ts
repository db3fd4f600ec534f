import { type LedgerMovement } from '@audience-sync/batching-scheduler';

/** Tells whoever watches these steps to read again. */
export type AnnounceSteps = (stepIds: readonly string[]) => Promise<void>;

/**
 * Gathers the steps whose counts moved and announces each once an interval: subscribers read the current counts
 * anyway, so a hundred batches a second need not be a hundred messages.
 */
export class StepAnnouncer {
  private readonly moved = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly announce: AnnounceSteps,
    private readonly intervalMs: number,
  ) {}

  /** To be called after the movements were committed. */
  touch(movements: readonly LedgerMovement[]): void {
    for (const { sourceId } of movements) this.moved.add(sourceId);
    if (this.moved.size > 0) this.timer ??= setTimeout(() => void this.flush(), this.intervalMs);
  }

  /** A lost message is made good by the next one: it is never worth failing for. */
  async flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const stepIds = [...this.moved];
    this.moved.clear();
    if (stepIds.length > 0) await this.announce(stepIds).catch(() => undefined);
  }
}
