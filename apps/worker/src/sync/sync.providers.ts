import { BatchDispatcher, type BatchStore, type Transport } from '@audience-sync/batching-scheduler';
import { JobQueue, TopicBus } from '@audience-sync/messaging';
import {
  AudienceLinksRepository,
  Database,
  StepMetricsRepository,
  type Tx,
} from '@audience-sync/persistence';
import { type FetchLike } from '@audience-sync/pinterest-client';
import { AppLogger } from '@audience-sync/platform';
import { type Provider } from '@nestjs/common';
import { ChangeReports } from '../audiences/change-reports.ts';
import { GoneAudiences } from '../audiences/gone-audiences.ts';
import { AttemptWatch } from '../attempts/attempt-watch.ts';
import { WatchedBatchStore } from '../attempts/watched-batch-store.ts';
import { unansweredWaitMs, type WorkerEnv } from '../env.ts';
import { BATCH_STORE, DELIVERY_TARGETS, PINTEREST_FETCH, WORKER_ENV } from '../injection-tokens.ts';
import { RequestGate } from '../limits/request-gate.ts';
import { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { systemTiming } from '../timing.ts';
import { StoredGrants } from '../tokens/stored-grants.ts';
import { TokenRenewal } from '../tokens/token-renewal.ts';
import { AudienceCreator } from './audience-creator.ts';
import { creatorLeaseMs } from './creator-lease.ts';
import { BatchDelivery } from './batch-delivery.ts';
import { type OpenSession, sessionOpener } from './batch-session.ts';
import { BullWake } from './bull-wake.ts';
import { ClosedAdAccounts } from './closed-ad-accounts.ts';
import { type DeliveryTargets } from './delivery-target.ts';
import { DispatcherListener } from './dispatcher-listener.ts';
import { PinterestTransport } from './pinterest-transport.ts';
import { schedulerOptions } from './scheduler-options.ts';
import { StepAnnouncer } from './step-announcer.ts';
import { StepLedger } from './step-ledger.ts';
import { StoredLinks } from './stored-links.ts';
import { StoredRefusals } from './stored-refusals.ts';
import { StoredTargets } from './stored-targets.ts';
import { SyncHandlers } from './sync.handlers.ts';

const ANNOUNCE_EVERY_MS = 100;
const OPEN_SESSION = Symbol('open session');

export const syncProviders: Provider[] = [
  SyncHandlers,
  AttemptWatch,
  {
    provide: BATCH_STORE,
    inject: [WORKER_ENV, Database, StepMetricsRepository, AttemptWatch, WorkerMetrics],
    useFactory: (
      env: WorkerEnv,
      database: Database,
      steps: StepMetricsRepository,
      watch: AttemptWatch,
      metrics: WorkerMetrics,
    ): BatchStore<Tx> => {
      const options = schedulerOptions(env);
      const ledger = new StepLedger(steps);
      return new WatchedBatchStore({ pool: database.pool, ledger, options }, watch, metrics);
    },
  },
  {
    provide: StepAnnouncer,
    inject: [TopicBus],
    useFactory: (bus: TopicBus) => new StepAnnouncer((moved) => bus.publish(moved), ANNOUNCE_EVERY_MS),
  },
  {
    provide: DELIVERY_TARGETS,
    inject: [Database],
    useFactory: (database: Database) => new StoredTargets(database),
  },
  {
    provide: BatchDelivery,
    inject: [AudienceLinksRepository, TopicBus, DELIVERY_TARGETS, WORKER_ENV],
    useFactory: (links: AudienceLinksRepository, bus: TopicBus, targets: DeliveryTargets, env: WorkerEnv) =>
      new BatchDelivery(
        new AudienceCreator(new StoredLinks(links, bus), targets, creatorLeaseMs(env)),
        targets,
        systemTiming,
      ),
  },
  {
    provide: OPEN_SESSION,
    inject: [WORKER_ENV, StoredGrants, RequestGate, PINTEREST_FETCH],
    useFactory: (env: WorkerEnv, grants: StoredGrants, gate: RequestGate, fetch: FetchLike) =>
      sessionOpener(
        {
          apiUrl: env.PINTEREST_API_URL,
          requestTimeoutMs: env.SYNC_REQUEST_TIMEOUT_MS,
          unansweredWaitMs: unansweredWaitMs(env),
        },
        grants,
        gate,
        fetch,
        systemTiming,
      ),
  },
  {
    provide: ClosedAdAccounts,
    inject: [Database, BATCH_STORE, TopicBus],
    useFactory: (database: Database, batches: BatchStore<Tx>, bus: TopicBus) =>
      new ClosedAdAccounts(database, batches, bus),
  },
  {
    provide: StoredRefusals,
    inject: [GoneAudiences, ClosedAdAccounts, ChangeReports, AppLogger, WorkerMetrics],
    useFactory: (
      gone: GoneAudiences,
      closed: ClosedAdAccounts,
      reports: ChangeReports,
      logger: AppLogger,
      metrics: WorkerMetrics,
    ) => new StoredRefusals({ gone, closed, reports, logger, spamAlert: () => metrics.spamAlert() }),
  },
  {
    provide: PinterestTransport,
    inject: [DELIVERY_TARGETS, BatchDelivery, OPEN_SESSION, TokenRenewal, StoredRefusals, WorkerMetrics],
    useFactory: (
      targets: DeliveryTargets,
      delivery: BatchDelivery,
      open: OpenSession,
      renewal: TokenRenewal,
      refusals: StoredRefusals,
      metrics: WorkerMetrics,
    ) =>
      new PinterestTransport(targets, delivery, open, renewal, refusals, {
        timing: systemTiming,
        onSent: (batch, sentAtMs) => metrics.batchSent(batch, sentAtMs),
      }),
  },
  DispatcherListener,
  {
    provide: BatchDispatcher,
    inject: [WORKER_ENV, BATCH_STORE, PinterestTransport, AttemptWatch, JobQueue, DispatcherListener],
    useFactory: (
      env: WorkerEnv,
      store: BatchStore<Tx>,
      pinterest: PinterestTransport,
      watch: AttemptWatch,
      jobs: JobQueue,
      listener: DispatcherListener,
    ) => {
      const wake = new BullWake(jobs);
      const transport: Transport = {
        send: (batch, signal) => watch.sending(batch, () => pinterest.send(batch, signal)),
      };
      const options = schedulerOptions(env);
      const { onSealed, onSwept, onSettled, onMoved, onError } = listener;
      const told = { onSealed, onSwept, onSettled, onMoved, onError };
      return new BatchDispatcher({ store, transport, wake, options, ...told });
    },
  },
];
