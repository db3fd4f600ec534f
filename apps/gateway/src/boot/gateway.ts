import { postgresReached } from '@audience-sync/persistence';
import {
  createLogger,
  createOperationsHandler,
  HealthRegistry,
  startTracing,
  type AppLogger,
  type ShutdownStep,
  type Tracing,
} from '@audience-sync/platform';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Registry } from 'prom-client';

import { type GatewayEnv } from '../env.ts';
import { GatewayModule } from '../gateway.module.ts';
import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { GraphqlSockets } from '../sockets/graphql-sockets.ts';
import { callMiddleware } from '../telemetry/call-middleware.ts';
import { serveExplorer } from './explorer.ts';
import { FrontAdapter } from './front-adapter.ts';
import { FrontServer } from './front-server.ts';

/** A gateway that answers. */
export interface RunningGateway {
  readonly url: string;
  readonly app: NestExpressApplication;
  readonly logger: AppLogger;
  /** What ends it, in this order. */
  readonly shutdown: readonly ShutdownStep[];
}

/** Opens the port at once, waits for Postgres, then answers at every door. Rejects when the port is taken. */
export async function startGateway(env: GatewayEnv): Promise<RunningGateway> {
  const logger = createLogger({ service: 'gateway', level: env.LOG_LEVEL });
  const tracing = await startTracing(env, 'gateway', logger);
  const front = new FrontServer();
  const port = await front.listen(env.PORT, env.HOST);
  await postgresReached(env.DATABASE_URL, logger);
  const app = await createApp(env, logger, front);
  app.get(HealthRegistry).become('ready');
  return { url: `http://127.0.0.1:${port}`, app, logger, shutdown: shutdownOf(app, front, tracing) };
}

async function createApp(
  env: GatewayEnv,
  logger: AppLogger,
  front: FrontServer,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    GatewayModule.forRoot(env, logger),
    new FrontAdapter(front),
    { logger, bodyParser: false, abortOnError: false },
  );
  app.disable('x-powered-by');
  app.use(createOperationsHandler({ health: app.get(HealthRegistry), metrics: app.get(Registry) }));
  app.use(callMiddleware(logger));
  app.use(app.get(GatewayMetrics).measure);
  serveExplorer(app);
  app.useBodyParser('json', { limit: env.GRAPHQL_MAX_BODY_BYTES });
  if (env.CORS_ORIGINS.length > 0)
    app.enableCors({ origin: env.CORS_ORIGINS, exposedHeaders: ['X-Request-Id'], maxAge: 86_400 });
  return app.init();
}

function shutdownOf(app: NestExpressApplication, front: FrontServer, tracing: Tracing): ShutdownStep[] {
  return [
    { name: 'say that we stop', run: () => app.get(HealthRegistry).become('stopping') },
    { name: 'end sockets', run: () => app.get(GraphqlSockets).close() },
    { name: 'finish requests', run: () => front.close() },
    { name: 'close', run: () => app.close() },
    { name: 'send the last spans', run: () => tracing.shutdown() },
  ];
}
