import { HOLD_REASONS } from '@audience-sync/domain';
import {
  AuditEventsRepository,
  ConnectionTokensRepository,
  Database,
  type Grant,
  type OauthState,
  type Tx,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { SchedulerStore } from '../scheduler/scheduler-store.ts';

export interface StoredGrant {
  readonly connectionId: string;
  readonly reconnected: boolean;
  /** What was parked for the lack of this grant and may leave now. */
  readonly flowIds: readonly string[];
}

/** Keeps what Pinterest granted. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly database: Database,
    private readonly tokens: ConnectionTokensRepository,
    private readonly store: SchedulerStore,
    private readonly audit: AuditEventsRepository,
  ) {}

  /** Tokens, the end of what was parked for the lack of them, and the trail: one transaction. */
  save(grant: Grant, { workspaceId, caller }: OauthState): Promise<StoredGrant> {
    return this.database.transaction(async (tx) => {
      const { connectionId, reconnected } = await this.tokens.storeGrant(workspaceId, grant, tx);
      const flowIds = reconnected ? await this.resume(connectionId, tx) : [];
      const action = reconnected ? 'connection.reconnected' : 'connection.connected';
      const event = { workspaceId, actor: caller, action, detail: { scopes: grant.scopes } };
      await this.audit.record({ ...event, subjectType: 'connection', subjectId: connectionId }, tx);
      return { connectionId, reconnected, flowIds };
    });
  }

  private async resume(connectionId: string, tx: Tx): Promise<readonly string[]> {
    const flowIds = new Set(await this.store.resume({ flowId: connectionId }, undefined, tx));
    const audiences = await this.database.rows<{ id: string }>(
      'SELECT id FROM audience WHERE connection_id = $1 ORDER BY id',
      [connectionId],
      tx,
    );
    // Those of an ad account that refused us, too: a new grant may have mended it.
    for (const { id } of audiences)
      for (const flowId of await this.store.resume({ groupId: id }, HOLD_REASONS.permission, tx))
        flowIds.add(flowId);
    return [...flowIds];
  }
}
