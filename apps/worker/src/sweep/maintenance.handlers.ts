import { maintainBatching } from '@audience-sync/batching-scheduler/postgres';
import { OnJob } from '@audience-sync/messaging';
import {
  Database,
  IdempotencyRepository,
  NotSyncedRepository,
  OauthStatesRepository,
} from '@audience-sync/persistence';
import { AppLogger } from '@audience-sync/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type WorkerEnv } from '../env.ts';
import { WORKER_ENV } from '../injection-tokens.ts';

const DAY_MS = 86_400_000;
/** Nobody repeats a call later than that. */
const KEEP_IDEMPOTENCY_KEYS_MS = 7 * DAY_MS;
/** Rows a statement, so that none holds locks for long. */
const ROWS = 1_000;

/** Keeps what is stored within its time: storage for the coming days, identifiers and entries that are old enough gone. */
@Injectable()
export class MaintenanceHandlers {
  constructor(
    @Inject(WORKER_ENV) private readonly env: WorkerEnv,
    private readonly database: Database,
    private readonly notSynced: NotSyncedRepository,
    private readonly keys: IdempotencyRepository,
    private readonly oauthStates: OauthStatesRepository,
    private readonly logger: AppLogger,
  ) {}

  @OnJob('ledger.partitions')
  async maintain(): Promise<void> {
    const { SYNC_REDRIVE_WINDOW_MS: redriveWindowMs, SYNC_KEEP_ENTRIES_MS: keepItemsMs } = this.env;
    const ledger = await maintainBatching(this.database.pool, { redriveWindowMs, keepItemsMs });
    const notSyncedForgotten = await this.notSynced.forget(ago(keepItemsMs), ROWS);
    const keysForgotten = await untilNone(() => this.keys.prune(ago(KEEP_IDEMPOTENCY_KEYS_MS), ROWS));
    await this.oauthStates.prune();
    const done = { ...ledger, notSyncedForgotten, keysForgotten };
    if (Object.values(done).some((count) => count > 0))
      this.logger.log('what was kept long enough is gone', done);
  }
}

const ago = (ms: number): Date => new Date(Date.now() - ms);

async function untilNone(some: () => Promise<number>): Promise<number> {
  for (let sum = 0; ;) {
    const count = await some();
    if (count === 0) return sum;
    sum += count;
  }
}
