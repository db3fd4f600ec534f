import 'reflect-metadata';
import { BatchDispatcher } from '@audience-sync/batching-scheduler';
import { postgresReached } from '@audience-sync/persistence';
import {
  announceReady,
  createLogger,
  HealthRegistry,
  installGracefulShutdown,
  startTracing,
} from '@audience-sync/platform';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { OperationsServer } from './boot/operations-server.ts';
import { pauseQueues } from './boot/pause-queues.ts';
import { queueDashboard } from './boot/queue-dashboard.ts';
import { readWorkerEnv } from './env.ts';
import { WorkerModule } from './worker.module.ts';

/** Attempts in hand may end by themselves for so long; then their requests are cut off. */
const DRAIN_MS = 15_000;

async function main(): Promise<void> {
  const env = readWorkerEnv();
  const logger = createLogger({ service: 'worker', level: env.LOG_LEVEL });
  const tracing = await startTracing(env, 'worker', logger);
  const operations = new OperationsServer();
  const url = await operations.listen(env.PORT);
  await postgresReached(env.DATABASE_URL, logger);
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(env, logger), {
    logger,
    abortOnError: false,
  });
  const health = app.get(HealthRegistry);
  const { OPERATOR_PASSWORD: password } = env;
  operations.serve(
    { health, metrics: app.get(Registry) },
    password === undefined ? null : queueDashboard(app, password),
  );
  installGracefulShutdown({
    logger,
    steps: [
      { name: 'say that we stop', run: () => health.become('stopping') },
      { name: 'take no more jobs', run: () => pauseQueues(app) },
      {
        name: 'finish what is in hand',
        run: () => app.get(BatchDispatcher).drain({ abortAfterMs: DRAIN_MS }),
      },
      { name: 'close', run: () => app.close() },
      { name: 'send the last spans', run: () => tracing.shutdown() },
      { name: 'close the door', run: () => operations.close() },
    ],
  });
  health.become('ready');
  announceReady(url);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
