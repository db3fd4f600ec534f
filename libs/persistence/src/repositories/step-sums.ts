import { type SettledAttempt } from '@audience-sync/batching-scheduler';
import { answerClassOf, latencyBucketOf, type NotSyncedReason } from '@audience-sync/domain';
import { type EnteredUsers, type MetricsMovement } from './step-metrics.repository.ts';

/** What is added to a step; `proceeded` goes with `entered`, and what is pending is the rest. */
const ADDED = ['entered', 'notSynced', 'synced', 'errored', 'redriven', 'exited'] as const;
type Added = Partial<Record<(typeof ADDED)[number], number>>;

/** Counts under a key of several parts. */
class Tally {
  private readonly counts = new Map<string, { readonly key: readonly string[]; count: number }>();

  add(count: number, ...key: string[]): void {
    const joined = key.join('\n');
    const known = this.counts.get(joined);
    if (known) known.count += count;
    else this.counts.set(joined, { key, count });
  }

  /** A column for each part of the key, then the counts. */
  columns(parts: number): unknown[][] {
    const all = [...this.counts.values()];
    const keys = Array.from({ length: parts }, (_, part) => all.map(({ key }) => key[part]));
    return [...keys, all.map(({ count }) => count)];
  }
}

/** Everything that one transaction says of steps, added up, as columns for unnest. */
export class StepSums {
  private readonly steps = new Map<string, Added>();
  private readonly reasons = new Tally();
  private readonly latencies = new Tally();

  constructor(private readonly attempts: readonly SettledAttempt[] = []) {}

  get stepIds(): string[] {
    return [...this.steps.keys()];
  }

  get isEmpty(): boolean {
    return this.steps.size === 0 && this.attempts.length === 0;
  }

  enter({ stepId, entered, notSynced, reasons, exits }: EnteredUsers): void {
    this.add(stepId, { entered, notSynced, exited: exits ? entered : 0 });
    const given: readonly NotSyncedReason[] =
      reasons ?? Array<NotSyncedReason>(notSynced).fill('NO_MATCH_FIELD');
    for (const reason of given) this.reasons.add(1, stepId, 'NOT_SYNCED', reason);
  }

  move({ sourceId, from, to, count, reason = 'OTHER' }: MetricsMovement): void {
    this.add(sourceId, {
      synced: to === 'synced' ? count : 0,
      errored: to === 'errored' ? count : 0,
      redriven: from === 'errored' ? count : 0,
    });
    if (to === 'errored') this.reasons.add(count, sourceId, 'ERRORED', reason);
    if (from === 'errored') this.reasons.add(-count, sourceId, 'ERRORED', reason);
    const accepted = this.attempts.find(({ outcome }) => outcome === 'accepted');
    if (to === 'synced' && accepted)
      this.latencies.add(
        count,
        sourceId,
        String(latencyBucketOf(accepted.settledAtMs - accepted.enteredAtMs)),
      );
  }

  /** In the order of the parameters of the statement. */
  parameters(): unknown[] {
    const sums = [...this.steps.values()];
    const attempts = new Tally();
    const users = new Tally();
    for (const attempt of this.attempts) {
      attempts.add(1, attempt.groupId, answerClassOf(attempt));
      users.add(attempt.items, attempt.groupId, answerClassOf(attempt));
    }
    return [
      this.stepIds,
      ...ADDED.map((column) => sums.map((sum) => sum[column] ?? 0)),
      ...this.reasons.columns(3),
      ...this.latencies.columns(2),
      ...attempts.columns(2),
      users.columns(2)[2],
    ];
  }

  private add(stepId: string, more: Added): void {
    const sum = this.steps.get(stepId) ?? {};
    for (const column of ADDED) sum[column] = (sum[column] ?? 0) + (more[column] ?? 0);
    this.steps.set(stepId, sum);
  }
}
