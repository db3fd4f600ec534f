import { type AppendResult } from '@audience-sync/batching-scheduler';
import {
  HandoffsRepository,
  NotSyncedRepository,
  StepMetricsRepository,
  type Tx,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { SchedulerStore } from '../scheduler/scheduler-store.ts';
import { type EntryLedger } from './entry-ledger.ts';

/** Everything that entering users writes, but for the keys: one statement a table, whatever the number of calls. */
@Injectable()
export class EntryTables {
  constructor(
    private readonly notSynced: NotSyncedRepository,
    private readonly store: SchedulerStore,
    private readonly metrics: StepMetricsRepository,
    private readonly handoffs: HandoffsRepository,
  ) {}

  /** Locks are taken in the same order by everybody: groups of the scheduler, counters, outboxes. */
  async write(tx: Tx, ledger: EntryLedger): Promise<AppendResult> {
    await this.notSynced.append(tx, ledger.notSynced());
    const appended = await this.store.append(ledger.appends(), tx);
    await this.metrics.addEntered(tx, ledger.counts(), this.store.movementsOf(tx));
    await this.handoffs.append(tx, ledger.handovers());
    return appended;
  }
}
