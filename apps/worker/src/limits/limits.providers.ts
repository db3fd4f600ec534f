import { RedisConnections } from '@audience-sync/messaging';
import { AppLogger } from '@audience-sync/platform';
import { type RateLimiter } from '@audience-sync/rate-limiter';
import { RedisRateLimiter } from '@audience-sync/rate-limiter/redis';
import { type Provider } from '@nestjs/common';
import { Agent } from 'undici';
import { type WorkerEnv } from '../env.ts';
import { PINTEREST_AGENT, PINTEREST_FETCH, RATE_LIMITER, WORKER_ENV } from '../injection-tokens.ts';
import { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { systemTiming } from '../timing.ts';
import { RequestGate } from './request-gate.ts';
import { undiciFetch } from './undici-fetch.ts';
import { UnlimitedLimiter } from './unlimited-limiter.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** What every request to Pinterest goes through. */
export const limitsProviders: Provider[] = [
  {
    provide: RATE_LIMITER,
    inject: [WORKER_ENV, RedisConnections, AppLogger],
    useFactory: (env: WorkerEnv, connections: RedisConnections, logger: AppLogger): RateLimiter =>
      env.SYNC_UNLIMITED ? new UnlimitedLimiter() : redisLimiter(connections, logger),
  },
  {
    provide: RequestGate,
    inject: [RATE_LIMITER, WORKER_ENV, WorkerMetrics],
    useFactory: (limiter: RateLimiter, env: WorkerEnv, metrics: WorkerMetrics) =>
      new RequestGate(limiter, gateSettings(env), systemTiming, metrics),
  },
  {
    // Time-outs are the client's own, by signal; a second set here would only disagree with them.
    provide: PINTEREST_AGENT,
    useFactory: () => new Agent({ connectTimeout: CONNECT_TIMEOUT_MS, headersTimeout: 0, bodyTimeout: 0 }),
  },
  { provide: PINTEREST_FETCH, inject: [PINTEREST_AGENT], useFactory: undiciFetch },
];

/** The gateway spends the same quotas: it must use the same prefix. */
function redisLimiter(connections: RedisConnections, logger: AppLogger): RateLimiter {
  return new RedisRateLimiter({
    redis: connections.commands,
    prefix: `${connections.settings.prefix}quota:`,
    onError: (err) => logger.warn('the rate limiter cannot reach Redis; nothing is sent meanwhile', { err }),
  });
}

function gateSettings(env: WorkerEnv) {
  return {
    tier: env.PINTEREST_ACCESS_TIER,
    writesPerSecond: env.SYNC_REQUESTS_PER_SECOND,
    maxInFlight: env.SYNC_MAX_REQUESTS_IN_FLIGHT,
    maxPermitWaitMs: env.SYNC_MAX_PERMIT_WAIT_MS,
    requestTimeoutMs: env.SYNC_REQUEST_TIMEOUT_MS,
  };
}
