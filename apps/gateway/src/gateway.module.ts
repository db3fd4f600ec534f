import { MessagingModule } from '@audience-sync/messaging';
import { Database, PersistenceModule } from '@audience-sync/persistence';
import { HealthRegistry, PlatformModule, type AppLogger } from '@audience-sync/platform';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { Registry } from 'prom-client';

import { ApiKeysService } from './access/api-keys.service.ts';
import { KeyMaker } from './access/key-maker.ts';
import { AlertChannelsService } from './alerts/alert-channels.service.ts';
import { AlertsService } from './alerts/alerts.service.ts';
import { analyticsProviders } from './analytics/analytics.providers.ts';
import { MetricsReads } from './analytics/metrics-reads.ts';
import { audiencesProviders } from './audiences/audiences.providers.ts';
import { AccessGuard } from './auth/access.guard.ts';
import { authProviders } from './auth/auth.providers.ts';
import { IndexController } from './boot/index.controller.ts';
import { CanvasLaunchService } from './canvases/canvas-launch.service.ts';
import { CanvasesService } from './canvases/canvases.service.ts';
import { connectionsProviders } from './connections/connections.providers.ts';
import { OAuthController } from './connections/oauth.controller.ts';
import { deliveriesProviders } from './deliveries/deliveries.providers.ts';
import { DryRunController } from './dry-run/dry-run.controller.ts';
import { dryRunProviders } from './dry-run/dry-run.providers.ts';
import { EntriesController } from './entries/entries.controller.ts';
import { entriesProviders } from './entries/entries.providers.ts';
import { type GatewayEnv } from './env.ts';
import { ExportsController } from './exports/exports.controller.ts';
import { ExportsService } from './exports/exports.service.ts';
import { FailureFilter } from './failures/failure.filter.ts';
import { StepReads, StoredReads } from './graphql/batch-reads.ts';
import { ContextFactory } from './graphql/context-factory.ts';
import { ErrorFormatter } from './graphql/error-formatter.ts';
import { graphqlOptions } from './graphql/graphql-options.ts';
import { RESOLVERS } from './graphql/resolvers.ts';
import { HandoffsService } from './handoffs/handoffs.service.ts';
import { GATEWAY_ENV } from './injection-tokens.ts';
import { GatewayMetrics } from './metrics/gateway-metrics.ts';
import { pinterestProviders } from './pinterest/pinterest.providers.ts';
import { QuotaService } from './quota/quota.service.ts';
import { PostgresSchedulerStore } from './scheduler/postgres-scheduler-store.ts';
import { SchedulerStore } from './scheduler/scheduler-store.ts';
import { Wakes } from './scheduler/wakes.ts';
import { GraphqlSockets } from './sockets/graphql-sockets.ts';
import { SocketOperations } from './sockets/socket-operations.ts';
import { SocketRegistry } from './sockets/socket-registry.ts';
import { StepTargets } from './steps/step-targets.ts';
import { StepsService } from './steps/steps.service.ts';
import { OperationTelemetry } from './telemetry/operation-telemetry.ts';
import { WorkspacesService } from './workspaces/workspaces.service.ts';

/** The settings, for everybody. */
@Module({})
class EnvModule {
  static forRoot(env: GatewayEnv): DynamicModule {
    const provider = { provide: GATEWAY_ENV, useValue: env };
    return { module: EnvModule, global: true, providers: [provider], exports: [provider] };
  }
}

/** What GraphQL itself needs, before the resolvers are there. */
@Module({
  providers: [
    {
      provide: GatewayMetrics,
      inject: [Registry],
      useFactory: (registry: Registry) => new GatewayMetrics(registry),
    },
    MetricsReads,
    StepReads,
    StoredReads,
    ContextFactory,
    ErrorFormatter,
    OperationTelemetry,
  ],
  exports: [ContextFactory, ErrorFormatter, GatewayMetrics, MetricsReads, OperationTelemetry, StoredReads],
})
class GraphqlPartsModule {}

const features: Provider[] = [
  ApiKeysService,
  WorkspacesService,
  { provide: KeyMaker, inject: [Database], useFactory: (database: Database) => new KeyMaker(database) },
  ...connectionsProviders,
  ...pinterestProviders,
  ...entriesProviders,
  ...audiencesProviders,
  ...dryRunProviders,
  HandoffsService,
  CanvasesService,
  CanvasLaunchService,
  StepsService,
  StepTargets,
  ...analyticsProviders,
  ExportsService,
  QuotaService,
  AlertsService,
  AlertChannelsService,
  ...deliveriesProviders,
  Wakes,
  {
    provide: SchedulerStore,
    inject: [Database, GATEWAY_ENV],
    useFactory: (database: Database, env: GatewayEnv) => new PostgresSchedulerStore(database, env),
  },
];

@Module({})
export class GatewayModule {
  constructor(health: HealthRegistry, database: Database) {
    health.register('postgres', () => database.rows('SELECT FROM connection LIMIT 1'));
  }

  static forRoot(env: GatewayEnv, logger: AppLogger): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        EnvModule.forRoot(env),
        PlatformModule.forRoot({ service: 'gateway', logger }),
        PersistenceModule.forRoot({
          databaseUrl: env.DATABASE_URL,
          poolSize: env.DATABASE_POOL_SIZE,
          tokenKeys: env.TOKEN_ENCRYPTION_KEYS,
        }),
        MessagingModule.forRoot({ redis: { url: env.REDIS_URL, prefix: env.REDIS_PREFIX } }),
        GraphqlPartsModule,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          imports: [GraphqlPartsModule],
          inject: [ContextFactory, ErrorFormatter, OperationTelemetry],
          useFactory: graphqlOptions,
        }),
      ],
      controllers: [IndexController, OAuthController, EntriesController, ExportsController, DryRunController],
      providers: [
        ...authProviders,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: FailureFilter },
        ...features,
        ...RESOLVERS,
        SocketRegistry,
        SocketOperations,
        GraphqlSockets,
      ],
    };
  }
}
