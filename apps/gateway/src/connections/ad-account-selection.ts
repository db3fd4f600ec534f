import { type AdAccount } from '@audience-sync/domain';
import { AdAccountsRepository, AuditEventsRepository, Database } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';

/** Marks ad accounts as selected or not, with its trail: all of them or none. */
@Injectable()
export class AdAccountSelection {
  constructor(
    private readonly database: Database,
    private readonly adAccounts: AdAccountsRepository,
    private readonly audit: AuditEventsRepository,
  ) {}

  /** The ad accounts as they are afterwards. */
  mark(caller: Caller, chosen: readonly AdAccount[], selected: boolean): Promise<readonly AdAccount[]> {
    const { workspaceId, keyId: actor } = caller;
    const action = selected ? 'ad-account.selected' : 'ad-account.deselected';
    return this.database.transaction(async (tx) => {
      const marked: AdAccount[] = [];
      for (const { id } of chosen.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
        const changed = await this.adAccounts.select(workspaceId, id, selected, tx);
        const event = { workspaceId, actor, action, subjectType: 'ad-account', subjectId: id, detail: {} };
        await this.audit.record(event, tx);
        if (changed) marked.push(changed);
      }
      return marked;
    });
  }
}
