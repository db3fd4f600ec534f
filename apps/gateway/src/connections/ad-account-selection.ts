import { type AdAccount, HOLD_REASONS } from '@audience-sync/domain';
import { AdAccountsRepository, AuditEventsRepository, Database, type Tx } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { SchedulerStore } from '../scheduler/scheduler-store.ts';
import { Wakes } from '../scheduler/wakes.ts';

/** Marks ad accounts as selected or not, with its trail: all of them or none. What is pending for them waits or goes on. */
@Injectable()
export class AdAccountSelection {
  constructor(
    private readonly database: Database,
    private readonly adAccounts: AdAccountsRepository,
    private readonly store: SchedulerStore,
    private readonly audit: AuditEventsRepository,
    private readonly wakes: Wakes,
  ) {}

  /** The ad accounts as they are afterwards. */
  async mark(caller: Caller, chosen: readonly AdAccount[], selected: boolean): Promise<readonly AdAccount[]> {
    const flowIds = new Set<string>();
    const marked = await this.database.transaction(async (tx) => {
      const changed: AdAccount[] = [];
      for (const { id } of chosen.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
        const adAccount = await this.adAccounts.select(caller.workspaceId, id, selected, tx);
        if (!adAccount) continue;
        await this.record(caller, adAccount, tx);
        for (const flowId of await this.holdOrResume(adAccount, tx)) flowIds.add(flowId);
        changed.push(adAccount);
      }
      return changed;
    });
    await this.wakes.dispatch([...flowIds]);
    return marked;
  }

  /** Answers what may leave again. */
  private async holdOrResume({ id, selected }: AdAccount, tx: Tx): Promise<readonly string[]> {
    const sql = 'SELECT id FROM audience WHERE ad_account_id = $1 ORDER BY id';
    const resumed: string[] = [];
    for (const { id: groupId } of await this.database.rows<{ id: string }>(sql, [id], tx))
      if (selected) resumed.push(...(await this.store.resume({ groupId }, HOLD_REASONS.adAccountOff, tx)));
      else await this.store.hold({ groupId }, HOLD_REASONS.adAccountOff, tx);
    return resumed;
  }

  private record({ workspaceId, keyId: actor }: Caller, { id, selected }: AdAccount, tx: Tx): Promise<void> {
    const action = selected ? 'ad-account.selected' : 'ad-account.deselected';
    const event = { workspaceId, actor, action, subjectType: 'ad-account', subjectId: id, detail: {} };
    return this.audit.record(event, tx);
  }
}
