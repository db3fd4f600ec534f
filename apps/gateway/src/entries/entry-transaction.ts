import { type AppendResult } from '@audience-sync/batching-scheduler';
import { TopicBus, topics } from '@audience-sync/messaging';
import { Database, type IdempotencyAnswer, type Tx } from '@audience-sync/persistence';
import { inSpan, outsideCalls, readOrigin, runAsCall } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';

import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { Wakes } from '../scheduler/wakes.ts';
import { type EntryAnswer, type EntryCall } from './entry-call.ts';
import { EntryKeys } from './entry-keys.ts';
import { EntryLedger } from './entry-ledger.ts';
import { countsOf, planCall, type Counts, type PlannedCall } from './entry-plan.ts';
import { EntryRoutes } from './entry-routes.ts';
import { EntryTables } from './entry-tables.ts';

interface Written {
  readonly answers: readonly EntryAnswer[];
  readonly stepIds: readonly string[];
  readonly queuedStepIds: readonly string[];
  readonly appended: AppendResult;
}

const NOTHING: AppendResult = { opened: [], readyFlowIds: [] };
/** Postgres: serialization_failure, deadlock_detected. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 3;
const MAX_LINKS = 100;

/** Stores any number of calls in one transaction, then tells the workers and whoever watches. */
@Injectable()
export class EntryTransaction {
  constructor(
    private readonly database: Database,
    private readonly keys: EntryKeys,
    private readonly tables: EntryTables,
    private readonly wakes: Wakes,
    private readonly bus: TopicBus,
    private readonly metrics: GatewayMetrics,
  ) {}

  async write(calls: readonly EntryCall[]): Promise<readonly EntryAnswer[]> {
    const end = this.metrics.groupBegins(calls.length);
    const { answers, stepIds, queuedStepIds, appended } = await asCallOf(calls, () =>
      this.traced(calls),
    ).finally(end);
    this.count(answers);
    // Hints only: nobody waits for them, and the workers' sweep finds what they would have pointed at.
    void this.wakes.afterAppend(appended);
    void this.wakes.relay(queuedStepIds);
    // A batch that is full now holds users of other steps, too: what they wait for has changed.
    const full = appended.readyFlowIds.map((id) => topics.activity(id));
    void this.bus.publish([...stepIds.map((id) => topics.stepMetrics(id)), ...full]);
    return answers;
  }

  private count(answers: readonly EntryAnswer[]): void {
    for (const answer of answers) {
      if (answer.kind !== 'entered') continue;
      this.metrics.countUsers(answer.replayed ? 'replayed' : 'entered', answer.entered);
      if (!answer.replayed) this.metrics.countUsers('not_synced', answer.notSynced);
    }
  }

  /** Belongs to its first call, and names some of the others. */
  private traced(calls: readonly EntryCall[]): Promise<Written> {
    const spansOf = (some: readonly EntryCall[]) =>
      some.flatMap(({ origin }) => (origin ? (readOrigin(origin)?.span ?? []) : []));
    const [parent = null] = spansOf(calls.slice(0, 1));
    const links = () => spansOf(calls.slice(1, 1 + MAX_LINKS));
    const attributes = { 'audience_sync.calls': calls.length };
    return inSpan('entry transaction', { parent, links, attributes }, () => this.writeWithRetries(calls));
  }

  private async writeWithRetries(calls: readonly EntryCall[]): Promise<Written> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction((tx) => this.writeIn(tx, calls));
      } catch (error) {
        if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
      }
    }
  }

  private async writeIn(tx: Tx, calls: readonly EntryCall[]): Promise<Written> {
    const routes = await EntryRoutes.read(
      tx,
      calls.map(({ stepId }) => stepId),
    );
    const planned = calls.map((call) => planCall(call, routes));
    const known = await this.keys.claim(tx, planned);
    const ledger = new EntryLedger();
    const answers = planned.map((one) => decide(one, known.get(one.call), ledger));
    const { stepIds, queuedStepIds } = ledger;
    const appended = stepIds.length === 0 ? NOTHING : await this.tables.write(tx, ledger);
    return { answers, stepIds, queuedStepIds, appended };
  }
}

/** A transaction of one call is part of it; one that several share is nobody's. */
function asCallOf<T>([only, ...others]: readonly EntryCall[], work: () => T): T {
  const call = others.length === 0 && only?.origin ? readOrigin(only.origin) : null;
  return call ? runAsCall(call, work) : outsideCalls(work);
}

/** A key that was used before answers as it did then, even if the canvas has been stopped since. */
function decide(
  planned: PlannedCall,
  known: IdempotencyAnswer | undefined,
  ledger: EntryLedger,
): EntryAnswer {
  const { call, route, share } = planned;
  if (known?.kind === 'conflict') return { kind: 'keyReused' };
  if (known?.kind === 'replay') return { kind: 'entered', ...(known.response as Counts), replayed: true };
  if (route.kind !== 'open') return route;
  if (share && call.users.count > 0) ledger.add(route.chain, call.users, share, call.origin);
  return { kind: 'entered', ...countsOf(planned), replayed: false };
}

function isRetryable(error: unknown): boolean {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: unknown };
  return (
    (typeof code === 'string' && RETRYABLE.has(code)) ||
    (driverError !== undefined && isRetryable(driverError))
  );
}
