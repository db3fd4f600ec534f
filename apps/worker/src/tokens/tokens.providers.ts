import { type BatchStore } from '@audience-sync/batching-scheduler';
import { TopicBus } from '@audience-sync/messaging';
import {
  AuditEventsRepository,
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
import { AccountPreflight } from './account-preflight.ts';
import { ExpiryWarnings } from './expiry-warnings.ts';
import { GrantedClients } from './granted-clients.ts';
import { PinterestTokens } from './pinterest-tokens.ts';
import { StoredGrants } from './stored-grants.ts';
import { StoredLogins } from './stored-logins.ts';
import { ConnectionHandlers, TokenHandlers } from './token.handlers.ts';
import { TokenRenewal } from './token-renewal.ts';

/** Longest rest between two tries to renew one login. */
const RENEWAL_REST_MS = 30_000;

export const tokensProviders: Provider[] = [
  StoredGrants,
  AccountPreflight,
  ExpiryWarnings,
  TokenHandlers,
  ConnectionHandlers,
  {
    provide: StoredLogins,
    inject: [
      Database,
      ConnectionsRepository,
      ConnectionTokensRepository,
      BATCH_STORE,
      AuditEventsRepository,
      TopicBus,
    ],
    useFactory: (
      database: Database,
      connections: ConnectionsRepository,
      tokens: ConnectionTokensRepository,
      batches: BatchStore<Tx>,
      audit: AuditEventsRepository,
      bus: TopicBus,
    ) => new StoredLogins({ database, connections, tokens, batches, audit, bus }),
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
      new TokenRenewal(logins, new PinterestTokens(settingsOf(env), gate, fetch), {
        restMs: Math.min(RENEWAL_REST_MS, env.SYNC_BACKOFF_MAX_MS),
        now: () => Date.now(),
        onRenewal: (outcome) => metrics.renewed(outcome),
      }),
  },
  {
    provide: GrantedClients,
    inject: [StoredGrants, RequestGate, PINTEREST_FETCH, WORKER_ENV],
    useFactory: (grants: StoredGrants, gate: RequestGate, fetch: FetchLike, env: WorkerEnv) =>
      new GrantedClients(grants, gate, fetch, settingsOf(env)),
  },
];

function settingsOf(env: WorkerEnv) {
  return {
    apiUrl: env.PINTEREST_API_URL,
    clientId: env.PINTEREST_CLIENT_ID,
    clientSecret: env.PINTEREST_CLIENT_SECRET,
    requestTimeoutMs: env.SYNC_REQUEST_TIMEOUT_MS,
  };
}
