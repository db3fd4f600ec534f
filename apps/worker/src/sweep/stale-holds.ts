import { AUDIENCE_ROLES, HOLD_REASONS } from '@audience-sync/domain';
import { type BatchStore, type HoldScope } from '@audience-sync/batching-scheduler';
import { type Database, type Tx } from '@audience-sync/persistence';

interface Held {
  readonly id: string;
  readonly reason: string;
}

/** Flows held for the sake of a connection that works, groups for that of an audience that is there. */
const STALE_FLOWS = `SELECT f.id, f.hold_reason AS reason FROM batching.flow f JOIN connection c ON c.id = f.id
  WHERE f.hold_reason = ANY ($1) AND c.status IN ('ACTIVE', 'REFRESHING') LIMIT 100`;
const STALE_GROUPS = `SELECT g.id, g.hold_reason AS reason FROM batching.ordering_group g JOIN audience a ON a.id = g.id
  WHERE g.hold_reason = ANY ($1) AND a.status NOT IN ('DELETED', 'ARCHIVED') LIMIT 100`;
/** Groups held for the sake of an ad account that is selected, or whose check since then has found nothing wrong. */
const STALE_ACCOUNTS = `SELECT g.id, g.hold_reason AS reason FROM batching.ordering_group g
    JOIN audience a ON a.id = g.id JOIN ad_account t ON t.id = a.ad_account_id
  WHERE t.selected AND (g.hold_reason = $1 OR g.hold_reason = $2 AND t.checked_at > g.hold_since AND t.missing_since IS NULL
    AND t.terms_accepted AND t.permissions && $3) LIMIT 100`;
/** Whoever makes the thing unusable changes this row first: it cannot happen between the look and the resumption. */
const LOCK_CONNECTION = `SELECT FROM connection WHERE id = $1 AND status IN ('ACTIVE', 'REFRESHING') FOR SHARE`;
const LOCK_AUDIENCE = `SELECT FROM audience WHERE id = $1 AND status NOT IN ('DELETED', 'ARCHIVED') FOR SHARE`;
const LOCK_ACCOUNT = `SELECT FROM ad_account t JOIN audience a ON a.ad_account_id = t.id
  WHERE a.id = $1 AND t.selected FOR SHARE OF t`;

/**
 * Lifts holds that have outlived their reason. A sender that was answered just before a person connected again settles
 * its hold just after; without this the connection would stay parked although it works.
 */
export class StaleHolds {
  constructor(
    private readonly database: Database,
    private readonly batches: BatchStore<Tx>,
  ) {}

  /** Answers the flows to dispatch. */
  async lift(): Promise<readonly string[]> {
    const flows = await this.database.rows<Held & Record<string, unknown>>(STALE_FLOWS, [
      [HOLD_REASONS.token, HOLD_REASONS.disconnected],
    ]);
    const groups = await this.database.rows<Held & Record<string, unknown>>(STALE_GROUPS, [
      [HOLD_REASONS.audienceGone],
    ]);
    const accounts = await this.database.rows<Held & Record<string, unknown>>(STALE_ACCOUNTS, [
      HOLD_REASONS.adAccountOff,
      HOLD_REASONS.permission,
      AUDIENCE_ROLES,
    ]);
    const lifted = [
      ...(await this.resumeAll(flows, LOCK_CONNECTION, (flowId) => ({ flowId }))),
      ...(await this.resumeAll(groups, LOCK_AUDIENCE, (groupId) => ({ groupId }))),
      ...(await this.resumeAll(accounts, LOCK_ACCOUNT, (groupId) => ({ groupId }))),
    ];
    return [...new Set(lifted)];
  }

  private async resumeAll(
    held: readonly Held[],
    lock: string,
    scopeOf: (id: string) => HoldScope,
  ): Promise<readonly string[]> {
    const flowIds: string[] = [];
    for (const { id, reason } of held)
      await this.database.transaction(async (tx) => {
        const stillUsable = (await this.database.rows(lock, [id], tx)).length > 0;
        if (stillUsable) flowIds.push(...(await this.batches.resume(scopeOf(id), reason, tx)));
      });
    return flowIds;
  }
}
