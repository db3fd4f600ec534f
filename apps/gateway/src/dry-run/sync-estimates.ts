import { quotaOf } from '@audience-sync/domain';
import { ConnectionsRepository } from '@audience-sync/persistence';
import { type RateLimiter, RateLimiterError } from '@audience-sync/rate-limiter';
import { RedisRateLimiter } from '@audience-sync/rate-limiter/redis';
import { Inject, Injectable } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { type DryRunEstimateObject, type DryRunObject } from './dry-run.object.ts';
import { estimateSync } from './sync-estimate.ts';

/** How long syncing would take, by what is left of the quotas at this moment. */
@Injectable()
export class SyncEstimates {
  constructor(
    private readonly connections: ConnectionsRepository,
    @Inject(RedisRateLimiter) private readonly limiter: Pick<RateLimiter, 'usage'>,
    @Inject(GATEWAY_ENV) private readonly env: GatewayEnv,
  ) {}

  /** Null: the step has no connection yet, or what is left cannot be read now. */
  async of({ step, requests }: DryRunObject): Promise<DryRunEstimateObject | null> {
    const { workspaceId, connectionId } = step;
    const connection = connectionId && (await this.connections.find(workspaceId, connectionId));
    if (!connection) return null;
    const { PINTEREST_ACCESS_TIER: tier, SYNC_REQUESTS_PER_SECOND: writesPerSecond } = this.env;
    const { key, windows } = quotaOf('ads_write', connection.pinterestUserId, { tier, writesPerSecond });
    const usage = await this.limiter.usage(key, windows).catch(unlessAway);
    if (usage === null) return null;
    const quotas = usage.map((one, at) => ({ ...one, periodMs: windows[at]?.periodMs ?? 0 }));
    const { seconds, limitedBy } = estimateSync(requests, this.env.SYNC_FLUSH_INTERVAL_MS, quotas);
    const left = quotas.map(({ name, limit, remaining, resetAtMs }) => ({
      ...{ name, limit, remaining },
      resetAt: resetAtMs === null ? null : new Date(resetAtMs),
    }));
    return { seconds, limitedBy, quotas: left };
  }
}

function unlessAway(error: unknown): null {
  if (error instanceof RateLimiterError) return null;
  throw error;
}
