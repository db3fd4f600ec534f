import { type BatchStore } from '@audience-sync/batching-scheduler';
import { TopicBus } from '@audience-sync/messaging';
import {
  ConnectionsRepository,
  ConnectionTokensRepository,
  Database,
  type Tx,
} from '@audience-sync/persistence';
import { type FetchLike } from '@audience-sync/pinterest-client';
import { type Provider } from '@nestjs/common';
import { type WorkerEnv } from '../env.ts';
import { BATCH_STORE, PINTEREST_FETCH, WORKER_ENV } from '../injection-tokens.ts';
import { RequestGate } from '../limits/request-gate.ts';
import { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { ExpiringGrants } from './expiring-grants.ts';
import { refreshTokensBy } from './refresh-tokens.ts';
import { StoredGrants } from './stored-grants.ts';
import { StoredLogins } from './stored-logins.ts';
import { TokenHandlers } from './token.handlers.ts';
import { TokenRenewal } from './token-renewal.ts';

export const tokensProviders: Provider[] = [
  StoredGrants,
  ExpiringGrants,
  TokenHandlers,
  {
    provide: StoredLogins,
    inject: [Database, ConnectionsRepository, ConnectionTokensRepository, BATCH_STORE, TopicBus],
    useFactory: (
      database: Database,
      connections: ConnectionsRepository,
      tokens: ConnectionTokensRepository,
      batches: BatchStore<Tx>,
      bus: TopicBus,
    ) => new StoredLogins({ database, connections, tokens, batches, bus }),
  },
  {
    provide: TokenRenewal,
    inject: [StoredLogins, WORKER_ENV, RequestGate, PINTEREST_FETCH, WorkerMetrics],
    useFactory: (
      logins: StoredLogins,
      env: WorkerEnv,
      gate: RequestGate,
      fetch: FetchLike,
      metrics: WorkerMetrics,
    ) =>
      new TokenRenewal(logins, refreshTokensBy(refreshSettings(env), gate, fetch), (outcome) =>
        metrics.renewed(outcome),
      ),
  },
];

function refreshSettings(env: WorkerEnv) {
  return {
    apiUrl: env.PINTEREST_API_URL,
    clientId: env.PINTEREST_CLIENT_ID,
    clientSecret: env.PINTEREST_CLIENT_SECRET,
    requestTimeoutMs: env.SYNC_REQUEST_TIMEOUT_MS,
  };
}
