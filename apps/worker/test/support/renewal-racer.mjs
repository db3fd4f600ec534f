// One of several processes that meet the same dead token. It renews by the worker's own code; the parent says when.
import 'reflect-metadata';
import {
  ConnectionsRepository,
  ConnectionTokensRepository,
  createDataSource,
  Database,
  TokenCipher,
} from '@audience-sync/persistence';
import { fetch } from 'undici';
import { RequestGate } from '../../dist/limits/request-gate.js';
import { UnlimitedLimiter } from '../../dist/limits/unlimited-limiter.js';
import { PinterestTokens } from '../../dist/tokens/pinterest-tokens.js';
import { StoredLogins } from '../../dist/tokens/stored-logins.js';
import { TokenRenewal } from '../../dist/tokens/token-renewal.js';

const { databaseUrl, tokenKey, pinterest, connectionId } = JSON.parse(process.argv[2] ?? '{}');

const dataSource = createDataSource(databaseUrl, { poolSize: 4 });
await dataSource.initialize();
const database = new Database(dataSource);
const cipher = new TokenCipher([{ id: tokenKey.id, key: Buffer.from(tokenKey.key, 'base64') }]);
const logins = new StoredLogins({
  database,
  connections: new ConnectionsRepository(database),
  tokens: new ConnectionTokensRepository(database, cipher),
  bus: { publish: () => Promise.resolve() },
});
const metrics = { requestStarted: () => () => undefined, waited: () => undefined };
const timing = { now: () => Date.now(), pause: () => Promise.resolve() };
const settings = {
  tier: 'standard',
  writesPerSecond: 7,
  maxInFlight: 2,
  maxPermitWaitMs: 0,
  requestTimeoutMs: 20_000,
};
const gate = new RequestGate(new UnlimitedLimiter(), settings, timing, metrics);
const endpoint = new PinterestTokens({ ...pinterest, requestTimeoutMs: 20_000 }, gate, fetch);
const renewal = new TokenRenewal(logins, endpoint, {
  restMs: 0,
  now: () => Date.now(),
  onRenewal: () => undefined,
});

process.on('message', async ({ version }) => {
  // Several senders of one process, as several batches are.
  const all = await Promise.all([1, 2, 3].map(() => renewal.renew(connectionId, version)));
  process.send?.({ outcomes: [...new Set(all)] });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
