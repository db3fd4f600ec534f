import { RedisConnections } from '@audience-sync/messaging';
import { AppLogger } from '@audience-sync/platform';
import { RedisRateLimiter } from '@audience-sync/rate-limiter/redis';
import { type Provider } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { ConnectionClients } from './connection-clients.ts';
import { PinterestReads } from './pinterest-reads.ts';
import { ReadGate } from './read-gate.ts';

/** A person is waiting for the answer. */
const PERMIT_WAIT_MS = 5_000;

export const pinterestProviders: Provider[] = [
  ConnectionClients,
  {
    // The worker spends the same quotas: it uses the same prefix.
    provide: RedisRateLimiter,
    inject: [RedisConnections, AppLogger],
    useFactory: ({ commands, settings }: RedisConnections, logger: AppLogger) =>
      new RedisRateLimiter({
        redis: commands,
        prefix: `${settings.prefix}quota:`,
        onError: (err) =>
          logger.warn('the rate limiter cannot reach Redis; Pinterest is not asked meanwhile', { err }),
      }),
  },
  {
    provide: PinterestReads,
    inject: [RedisRateLimiter, GATEWAY_ENV],
    useFactory: (limiter: RedisRateLimiter, env: GatewayEnv) => {
      const settings = {
        tier: env.PINTEREST_ACCESS_TIER,
        writesPerSecond: env.SYNC_REQUESTS_PER_SECOND,
        requestTimeoutMs: env.PINTEREST_REQUEST_TIMEOUT_MS,
        maxWaitMs: PERMIT_WAIT_MS,
      };
      return new PinterestReads(new ReadGate(limiter, settings), {
        baseUrl: env.PINTEREST_API_URL,
        requestTimeoutMs: env.PINTEREST_REQUEST_TIMEOUT_MS,
      });
    },
  },
];
