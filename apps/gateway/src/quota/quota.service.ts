import { shownQuota, type ShownQuota } from '@audience-sync/domain';
import { ActivityRepository, ConnectionsRepository } from '@audience-sync/persistence';
import { RedisRateLimiter } from '@audience-sync/rate-limiter/redis';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { type UsedWindow } from './quota-estimate.ts';
import { QuotaObject } from './quota.object.ts';

/** Shares are told of the last minutes. */
const RECENT_MINUTES = 15;

/** The quota of Pinterest users on screen. */
@Injectable()
export class QuotaService {
  private readonly logger = new Logger(QuotaService.name);

  constructor(
    private readonly connections: ConnectionsRepository,
    private readonly activity: ActivityRepository,
    private readonly limiter: RedisRateLimiter,
    @Inject(GATEWAY_ENV)
    private readonly env: Pick<GatewayEnv, 'PINTEREST_ACCESS_TIER' | 'SYNC_REQUESTS_PER_SECOND'>,
  ) {}

  /** Null: no such connection. */
  async find(workspaceId: string, connectionId: string): Promise<QuotaObject | null> {
    const connection = await this.connections.find(workspaceId, connectionId);
    if (!connection) return null;
    const { pinterestUserId } = connection;
    const quota = shownQuota(pinterestUserId, {
      tier: this.env.PINTEREST_ACCESS_TIER,
      writesPerSecond: this.env.SYNC_REQUESTS_PER_SECOND,
    });
    const [windows, lanes, answers] = await Promise.all([
      this.usageOf(quota),
      this.activity.lanes(connectionId),
      this.activity.answers(connectionId, RECENT_MINUTES),
    ]);
    const { writeWindows } = quota;
    return new QuotaObject({
      connectionId,
      pinterestUserId,
      windows,
      writeWindows,
      lanes,
      answers,
      at: new Date(),
    });
  }

  /** Without Redis there is nothing to tell. */
  private async usageOf({ key, windows }: ShownQuota): Promise<readonly UsedWindow[]> {
    try {
      const used = await this.limiter.usage(key, windows);
      return used.map((one, at) => ({ ...one, periodMs: windows[at]?.periodMs ?? 0 }));
    } catch (err) {
      this.logger.warn({ err }, 'the limiter could not be asked for what is left');
      return [];
    }
  }
}
