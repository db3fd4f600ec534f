import { MessagingModule } from '@audience-sync/messaging';
import { Database, PersistenceModule } from '@audience-sync/persistence';
import { type AppLogger, HealthRegistry, PlatformModule } from '@audience-sync/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { alertsProviders } from './alerts/alerts.providers.ts';
import { audiencesProviders } from './audiences/audiences.providers.ts';
import { type WorkerEnv } from './env.ts';
import { WORKER_ENV } from './injection-tokens.ts';
import { handoffsProviders } from './handoffs/handoffs.providers.ts';
import { limitsProviders } from './limits/limits.providers.ts';
import { Backlog } from './metrics/backlog.ts';
import { QueueDepth } from './metrics/queue-depth.ts';
import { WorkerMetrics } from './metrics/worker-metrics.ts';
import { sweepProviders } from './sweep/sweep.providers.ts';
import { syncProviders } from './sync/sync.providers.ts';
import { tokensProviders } from './tokens/tokens.providers.ts';
import { WorkerLifecycle } from './worker-lifecycle.ts';

/** Sweeps and refreshes run beside the delivery, never before it. */
const UPKEEP_CONCURRENCY = 4;

@Module({})
export class WorkerModule {
  static forRoot(env: WorkerEnv, logger: AppLogger): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forRoot({ service: 'worker', logger }),
        PersistenceModule.forRoot({
          databaseUrl: env.DATABASE_URL,
          poolSize: env.DATABASE_POOL_SIZE,
          tokenKeys: env.TOKEN_ENCRYPTION_KEYS,
        }),
        MessagingModule.forRoot({
          redis: { url: env.REDIS_URL, prefix: env.REDIS_PREFIX },
          jobs: jobsOf(env),
        }),
      ],
      providers: [
        { provide: WORKER_ENV, useValue: env },
        {
          provide: WorkerMetrics,
          inject: [Registry],
          useFactory: (registry: Registry) => new WorkerMetrics(registry),
        },
        ...limitsProviders,
        ...tokensProviders,
        ...syncProviders,
        ...audiencesProviders,
        ...handoffsProviders,
        ...sweepProviders,
        ...alertsProviders,
        Backlog,
        QueueDepth,
        WorkerLifecycle,
      ],
    };
  }

  constructor(health: HealthRegistry, database: Database) {
    health.register('postgres', () => database.rows('SELECT FROM connection LIMIT 1'));
  }
}

const PRUNE_EVERY_MS = 3_600_000;

function jobsOf(env: WorkerEnv) {
  return {
    syncConcurrency: env.SYNC_CONCURRENCY,
    upkeepConcurrency: UPKEEP_CONCURRENCY,
    repeating: [
      { job: { name: 'ledger.sweep' }, everyMs: env.SYNC_SWEEP_INTERVAL_MS },
      { job: { name: 'ledger.partitions' }, everyMs: env.SYNC_MAINTENANCE_INTERVAL_MS },
      { job: { name: 'audiences.check' }, everyMs: env.AUDIENCES_CHECK_INTERVAL_MS },
      { job: { name: 'handoffs.sweep' }, everyMs: env.SYNC_SWEEP_INTERVAL_MS },
      { job: { name: 'connections.check' }, everyMs: env.CONNECTIONS_CHECK_INTERVAL_MS },
      { job: { name: 'alerts.check' }, everyMs: env.ALERTS_CHECK_INTERVAL_MS },
      { job: { name: 'analytics.prune' }, everyMs: PRUNE_EVERY_MS },
    ],
  } as const;
}
