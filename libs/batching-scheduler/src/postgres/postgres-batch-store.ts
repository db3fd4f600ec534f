import { groupRequests } from '../append-groups.ts';
import {
  type AttemptRecord,
  type BatchInspector,
  type BatchView,
  type ErroredPage,
  type ErroredQuery,
  type ItemTrace,
} from '../batch-inspector.port.ts';
import {
  type AppendRequest,
  type AppendResult,
  type BatchStore,
  type ClaimedBatch,
  type HoldScope,
  type LedgerPort,
  type RedriveFilter,
  type SealResult,
  type SweepResult,
} from '../batch-store.port.ts';
import { type Clock } from '../clock.ts';
import { uuidv7Maker } from '../ids.ts';
import {
  type AttemptOutcome,
  type BatchState,
  type LeasedBatch,
  type LedgerMovement,
  type SettledAttempt,
  type Settlement,
} from '../model.ts';
import { addUp } from '../movements.ts';
import { resolveOptions, type SchedulerOptions } from '../options.ts';
import { type WaitingExplanation } from '../waiting.ts';
import { appendAll } from './pg-append.ts';
import { beginOtherwise, leaseClaimed } from './pg-begin.ts';
import { claimBatches } from './pg-claim.ts';
import { DATABASE_NOW, type PgContext } from './pg-context.ts';
import { eraseItem, eraseSources } from './pg-erase-item.ts';
import { findItem } from './pg-find-item.ts';
import { historiesOf } from './pg-history.ts';
import { listErrored } from './pg-list-errored.ts';
import { hold, resume } from './pg-hold.ts';
import { explainGroup, listBatches } from './pg-inspect.ts';
import { redriveAll } from './pg-redrive.ts';
import { sealGroup } from './pg-seal.ts';
import { settleAttempt } from './pg-settle.ts';
import { expire, findDueGroups, findExpired, findLost, findReadyFlows } from './pg-sweep.ts';
import { inTransaction, onConnection, type PgPool, type PgQueryable, plainName } from './pg.port.ts';

/** What a {@link PostgresBatchStore} is given; only `pool` is required. */
export interface PostgresBatchStoreOptions {
  readonly pool: PgPool;
  /** Where {@link migrateBatching} made the tables. Default `batching`. */
  readonly schema?: string;
  /** The same as the dispatcher's. Default: {@link DEFAULT_OPTIONS}. */
  readonly options?: Partial<SchedulerOptions>;
  /** Told of every movement in the transaction that makes it. When it throws, that transaction is rolled back. */
  readonly ledger?: LedgerPort<PgQueryable>;
  /** For tests. Default: the database's own clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** In [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

/** Before all batches. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Hints come by other clocks than the database's; so much too early still counts as due. */
const CLOCK_SLACK_MS = 50;

/**
 * Keeps everything in Postgres (15 or later), in tables of its own. Give `tx` (any `pg` client that is inside a transaction) to
 * make a call part of your transaction; without it each call is one of its own. Safe in any number of processes.
 */
export class PostgresBatchStore implements BatchStore<PgQueryable>, BatchInspector {
  private readonly pool: PgPool;
  private readonly schema: string;
  readonly options: SchedulerOptions;
  private readonly ledger: LedgerPort<PgQueryable> | undefined;
  private readonly clock: Pick<Clock, 'now'> | undefined;
  private readonly random: () => number;
  private readonly newId = uuidv7Maker();

  constructor({ pool, schema = 'batching', options, ledger, clock, random }: PostgresBatchStoreOptions) {
    this.pool = pool;
    this.schema = plainName(schema);
    this.options = resolveOptions(options);
    this.ledger = ledger;
    this.clock = clock;
    this.random = random ?? Math.random;
  }

  append(requests: readonly AppendRequest[], tx?: PgQueryable): Promise<AppendResult> {
    return this.run(tx, async (context) => {
      const { movements, ...result } = await appendAll(context, groupRequests(requests));
      await this.record(movements, context);
      return result;
    });
  }

  sealWindow(groupId: string): Promise<SealResult | null> {
    return this.run(undefined, async (context) => {
      const sealed = await sealGroup(context, groupId);
      await this.record(sealed?.movements ?? [], context);
      return sealed;
    });
  }

  claim(flowId: string, limit: number): Promise<readonly ClaimedBatch[]> {
    return this.run(undefined, (context) => claimBatches(context, flowId, limit));
  }

  async begin(batch: ClaimedBatch): Promise<LeasedBatch | null> {
    const leased = await onConnection(this.pool, (db) => leaseClaimed(this.context(db), batch));
    return leased ?? this.run(undefined, (context) => beginOtherwise(context, batch));
  }

  settle(batch: ClaimedBatch, outcome: AttemptOutcome): Promise<Settlement | null> {
    return this.settleAs(batch, outcome);
  }

  hold(scope: HoldScope, reason: string, tx?: PgQueryable): Promise<void> {
    return this.run(tx, (context) => hold(context, scope, reason));
  }

  resume(scope: HoldScope, reason?: string, tx?: PgQueryable): Promise<readonly string[]> {
    return this.run(tx, (context) => resume(context, scope, reason));
  }

  redrive(filter: RedriveFilter, tx?: PgQueryable): Promise<SweepResult> {
    return this.run(tx, async (context) => {
      const result = await redriveAll(context, filter);
      await this.record(result.movements, context);
      return result;
    });
  }

  /** Short transactions, one a batch: a sweep never holds many locks, and a failure keeps what was done before it. */
  async sweep(limit: number): Promise<SweepResult> {
    const lost = await this.run(undefined, (context) => findLost(context, limit));
    const settled: (Settlement | null)[] = [];
    for (const batch of lost) settled.push(await this.settleAs(batch, 'lost'));
    const movements = settled.flatMap((settlement) => settlement?.movements ?? []);
    for (const found of await this.run(undefined, (context) => findExpired(context, limit)))
      movements.push(...(await this.expireOne(found)));
    return this.run(undefined, async (context) => ({
      flowIds: await findReadyFlows(context, limit),
      dueGroupIds: await findDueGroups(context, limit),
      expiredLeases: settled.filter((settlement) => settlement !== null).length,
      movements: addUp(movements),
    }));
  }

  listBatches(groupId: string, states?: readonly BatchState[]): Promise<readonly BatchView[]> {
    return this.run(undefined, (context) => listBatches(context, groupId, states));
  }

  listAttempts(batchId: string): Promise<readonly AttemptRecord[]> {
    return this.run(
      undefined,
      async (context) => (await historiesOf(context, [batchId])).get(batchId)?.attempts ?? [],
    );
  }

  findItem(sourceIds: readonly string[], itemId: string): Promise<readonly ItemTrace[]> {
    return this.run(undefined, (context) => findItem(context, sourceIds, itemId));
  }

  /**
   * Forgets an item of these sources for good: its id, its keys and its payload. What had still to be sent of it is not sent, and
   * counted with its batch. `busy`: batches in flight that hold it; ask again when they have landed.
   */
  eraseItem(
    itemId: string,
    sourceIds: readonly string[],
  ): Promise<{ readonly erased: number; readonly busy: number }> {
    return this.run(undefined, async (context) => {
      const { movements, ...result } = await eraseItem(context, itemId, sourceIds);
      await this.record(movements, context);
      return result;
    });
  }

  /** The same for all items of these sources, some batches a transaction: it may be stopped and begun again at any time. */
  async eraseSources(
    sourceIds: readonly string[],
  ): Promise<{ readonly erased: number; readonly busy: number }> {
    const sum = { erased: 0, busy: 0 };
    for (let after: string | null = FIRST_ID; after !== null;) {
      const from: string = after;
      const { erased, busy, next } = await this.run(undefined, async (context) => {
        const done = await eraseSources(context, sourceIds, from);
        await this.record(done.movements, context);
        return done;
      });
      sum.erased += erased;
      sum.busy += busy;
      after = next;
    }
    return sum;
  }

  listErrored(query: ErroredQuery): Promise<ErroredPage> {
    return this.run(undefined, (context) => listErrored(context, query));
  }

  explainWaiting(groupId: string): Promise<WaitingExplanation | null> {
    return this.run(undefined, (context) => explainGroup(context, groupId));
  }

  private settleAs(batch: ClaimedBatch, outcome: AttemptOutcome | 'lost'): Promise<Settlement | null> {
    return this.run(undefined, async (context) => {
      const settled = await settleAttempt(context, batch, outcome);
      if (!settled) return null;
      const { settlement, attempt } = settled;
      await this.record(settlement.movements, context, attempt ? [attempt] : []);
      return settlement;
    });
  }

  private expireOne(found: Parameters<typeof expire>[1]): Promise<readonly LedgerMovement[]> {
    return this.run(undefined, async (context) => {
      const movements = await expire(context, found);
      await this.record(movements, context);
      return movements;
    });
  }

  private async record(
    movements: readonly LedgerMovement[],
    { db }: PgContext,
    attempts: readonly SettledAttempt[] = [],
  ): Promise<void> {
    if (movements.length + attempts.length > 0) await this.ledger?.record(movements, db, attempts);
  }

  private run<T>(tx: PgQueryable | undefined, work: (context: PgContext) => Promise<T>): Promise<T> {
    return tx ? work(this.context(tx)) : inTransaction(this.pool, (db) => work(this.context(db)));
  }

  private context(db: PgQueryable): PgContext {
    const { schema: s, options, random, clock, newId } = this;
    const now = clock ? `${Math.floor(clock.now())}::float8` : DATABASE_NOW;
    return { db, s, options, random, now, slackMs: clock ? 0 : CLOCK_SLACK_MS, newId };
  }
}
