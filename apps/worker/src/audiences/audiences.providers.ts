import { type BatchStore } from '@audience-sync/batching-scheduler';
import { JobQueue, TopicBus } from '@audience-sync/messaging';
import {
  AdAccountsRepository,
  AudienceChangesRepository,
  AudienceLinksRepository,
  AudienceListingsRepository,
  AudiencesRepository,
  ConnectionsRepository,
  Database,
  type Tx,
} from '@audience-sync/persistence';
import { type FetchLike } from '@audience-sync/pinterest-client';
import { type Provider } from '@nestjs/common';
import { type WorkerEnv } from '../env.ts';
import { BATCH_STORE, PINTEREST_FETCH, WORKER_ENV } from '../injection-tokens.ts';
import { RequestGate } from '../limits/request-gate.ts';
import { creatorLeaseMs } from '../sync/creator-lease.ts';
import { StoredLinks } from '../sync/stored-links.ts';
import { StoredGrants } from '../tokens/stored-grants.ts';
import { ActalikeCreator } from './actalike-creator.ts';
import { AudienceChanges } from './audience-changes.ts';
import { AudienceListing } from './audience-listing.ts';
import { AudienceHandlers } from './audience.handlers.ts';
import { AudienceSize } from './audience-size.ts';
import { ChangeReports } from './change-reports.ts';
import { ConnectionClient } from './connection-client.ts';
import { DueAudiences } from './due-audiences.ts';
import { GoneAudiences } from './gone-audiences.ts';
import { UnbornAudiences } from './unborn-audiences.ts';

/** No request is sent under it. */
const RENAME_LEASE_MS = 10_000;

export const audiencesProviders: Provider[] = [
  {
    provide: ConnectionClient,
    inject: [StoredGrants, RequestGate, PINTEREST_FETCH, WORKER_ENV],
    useFactory: (grants: StoredGrants, gate: RequestGate, fetch: FetchLike, env: WorkerEnv) =>
      new ConnectionClient(grants, gate, fetch, {
        apiUrl: env.PINTEREST_API_URL,
        requestTimeoutMs: env.SYNC_REQUEST_TIMEOUT_MS,
      }),
  },
  {
    provide: GoneAudiences,
    inject: [Database, AudiencesRepository, BATCH_STORE, TopicBus],
    useFactory: (
      database: Database,
      audiences: AudiencesRepository,
      batches: BatchStore<Tx>,
      bus: TopicBus,
    ) => new GoneAudiences(database, audiences, batches, bus),
  },
  {
    provide: AudienceSize,
    inject: [AudiencesRepository, ConnectionClient, GoneAudiences, TopicBus],
    useFactory: (...parts: ConstructorParameters<typeof AudienceSize>) => new AudienceSize(...parts),
  },
  {
    provide: AudienceListing,
    inject: [
      AudienceListingsRepository,
      AdAccountsRepository,
      ConnectionsRepository,
      ConnectionClient,
      AudienceSize,
      TopicBus,
    ],
    useFactory: (
      listings: AudienceListingsRepository,
      adAccounts: AdAccountsRepository,
      connections: ConnectionsRepository,
      clients: ConnectionClient,
      sizes: AudienceSize,
      bus: TopicBus,
    ) => new AudienceListing({ listings, adAccounts, connections, clients, sizes, bus }),
  },
  {
    provide: ActalikeCreator,
    inject: [AudiencesRepository, AudienceLinksRepository, TopicBus, WORKER_ENV],
    useFactory: (
      audiences: AudiencesRepository,
      links: AudienceLinksRepository,
      bus: TopicBus,
      env: WorkerEnv,
    ) => new ActalikeCreator(audiences, new StoredLinks(links, bus), creatorLeaseMs(env)),
  },
  {
    provide: UnbornAudiences,
    inject: [Database, AudienceChangesRepository, AudienceLinksRepository, BATCH_STORE, JobQueue, TopicBus],
    useFactory: (
      database: Database,
      changes: AudienceChangesRepository,
      links: AudienceLinksRepository,
      batches: BatchStore<Tx>,
      jobs: JobQueue,
      bus: TopicBus,
    ) =>
      new UnbornAudiences({
        ...{ database, changes, batches, jobs },
        links: new StoredLinks(links, bus),
        leaseMs: RENAME_LEASE_MS,
      }),
  },
  {
    provide: AudienceChanges,
    inject: [
      AudiencesRepository,
      ChangeReports,
      ConnectionClient,
      ActalikeCreator,
      UnbornAudiences,
      GoneAudiences,
    ],
    useFactory: (
      audiences: AudiencesRepository,
      reports: ChangeReports,
      clients: ConnectionClient,
      actalikes: ActalikeCreator,
      unborn: UnbornAudiences,
      gone: GoneAudiences,
    ) => new AudienceChanges({ audiences, reports, clients, actalikes, unborn, gone }),
  },
  ChangeReports,
  DueAudiences,
  AudienceHandlers,
];
