import {
  databaseEnv,
  httpUrl,
  integer,
  logEnv,
  parseEnv,
  pinterestEnv,
  port,
  redisEnv,
  syncEnv,
  tokenKeysEnv,
  tracingEnv,
  webhookEnv,
} from '@audience-sync/platform';
import { z } from 'zod';

import { checkJwtEnv, jwtEnv } from './auth/jwt-trust.ts';

const MEGABYTE = 1_000_000;

/** Web addresses, separated by commas. */
const addresses = () =>
  z
    .string()
    .default('')
    .transform((text, context) => {
      const all = text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '');
      if (!all.every((one) => /^https?:\/\//.test(one) && URL.canParse(one)))
        context.addIssue('must be addresses that begin with http:// or https://, with commas between');
      return all.map((one) => one.replace(/\/+$/, ''));
    });

/** Everything that can be set for a gateway. */
export const gatewayEnv = z
  .object({
    ...databaseEnv,
    ...redisEnv,
    ...logEnv,
    ...pinterestEnv,
    ...syncEnv,
    ...tokenKeysEnv,
    ...webhookEnv,
    ...tracingEnv,
    HOST: z.string().default('0.0.0.0'),
    PORT: port(3000),
    /** Where browsers and Pinterest reach this gateway; the OAuth redirect address is made of it. */
    PUBLIC_URL: httpUrl(),
    /** Web pages whose scripts may call this gateway. */
    CORS_ORIGINS: addresses(),
    /** Where `connectPinterest` may send the browser in the end. */
    CONNECT_RETURN_URLS: addresses(),
    /** How long a person waits for one answer of Pinterest. */
    PINTEREST_REQUEST_TIMEOUT_MS: integer(100, 60_000, 15_000),
    /** Proxies before this gateway that append to `X-Forwarded-For`; 0: none, the header is not looked at. */
    TRUSTED_PROXIES: integer(0, 10, 0),
    /** So many refused credentials from one address in a window, then it has to wait for the window's end. */
    AUTH_MAX_FAILURES: integer(1, 1_000_000, 30),
    AUTH_FAILURES_WINDOW_MS: integer(1_000, 3_600_000, 60_000),
    /** WebSockets of this process: of one API key or token's subject, of one workspace, and operations on one of them. */
    SOCKETS_MAX_PER_KEY: integer(1, 1_000_000, 2_000),
    SOCKETS_MAX_PER_WORKSPACE: integer(1, 1_000_000, 10_000),
    SOCKET_MAX_OPERATIONS: integer(1, 10_000, 200),
    ...jwtEnv,
    GRAPHQL_MAX_BODY_BYTES: integer(1_000, 100 * MEGABYTE, 8 * MEGABYTE),
    ENTRIES_MAX_BODY_BYTES: integer(1_000, Number.MAX_SAFE_INTEGER, 4_000 * MEGABYTE),
  })
  .superRefine(checkJwtEnv);

export type GatewayEnv = z.output<typeof gatewayEnv>;

/** The settings of this process. Ends it with every mistake listed when something is wrong. */
export const readGatewayEnv = (): GatewayEnv => parseEnv(gatewayEnv);

/** Settings of the command line tool: most of it needs the database alone. */
export const readCliEnv = (): Pick<GatewayEnv, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'> =>
  parseEnv(z.object(databaseEnv));

/** For the command that encrypts tokens anew. */
export const readTokenKeys = (): GatewayEnv['TOKEN_ENCRYPTION_KEYS'] =>
  parseEnv(z.object(tokenKeysEnv)).TOKEN_ENCRYPTION_KEYS;
