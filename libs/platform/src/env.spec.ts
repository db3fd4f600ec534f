import { z } from 'zod';
import { tokenKeysEnv } from './encryption-key.ts';
import { EnvError, readEnv } from './env.ts';
import { databaseEnv, integer, logEnv, pinterestEnv, port, redisEnv, syncEnv } from './env-settings.ts';

const SCHEMA = z.object({
  ...databaseEnv,
  ...redisEnv,
  ...logEnv,
  ...pinterestEnv,
  ...syncEnv,
  ...tokenKeysEnv,
  PORT: port(3_000),
});

const KEY = Buffer.alloc(32, 7).toString('base64');
const LEAST = {
  DATABASE_URL: 'postgres://app@db/app',
  REDIS_URL: 'redis://cache',
  PINTEREST_CLIENT_ID: '1234',
  PINTEREST_CLIENT_SECRET: 'not-a-real-secret',
  TOKEN_ENCRYPTION_KEYS: `k1:${KEY}`,
};

function mistakesOf(source: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnv(SCHEMA, source);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.mistakes;
    throw error;
  }
}

it('fills in what the product documents', () => {
  expect(readEnv(SCHEMA, LEAST)).toEqual({
    ...LEAST,
    DATABASE_POOL_SIZE: 10,
    REDIS_PREFIX: 'audience-sync:',
    LOG_LEVEL: 'info',
    PINTEREST_API_URL: 'https://api.pinterest.com/v5',
    PINTEREST_OAUTH_URL: 'https://www.pinterest.com/oauth/',
    PINTEREST_ACCESS_TIER: 'standard',
    SYNC_FLUSH_INTERVAL_MS: 5_000,
    SYNC_MAX_USERS_PER_REQUEST: 1_900,
    SYNC_REQUESTS_PER_SECOND: 7,
    SYNC_RETRY_WINDOW_MS: 46_800_000,
    TOKEN_ENCRYPTION_KEYS: [{ id: 'k1', key: Buffer.alloc(32, 7) }],
    PORT: 3_000,
  });
});

it('takes what is given', () => {
  const env = readEnv(SCHEMA, {
    ...LEAST,
    PORT: '0',
    PINTEREST_API_URL: 'http://127.0.0.1:4000/v5/',
    PINTEREST_ACCESS_TIER: 'trial',
    SYNC_REQUESTS_PER_SECOND: '5000',
    LOG_LEVEL: 'silent',
  });
  expect(env).toMatchObject({
    PORT: 0,
    PINTEREST_API_URL: 'http://127.0.0.1:4000/v5',
    PINTEREST_ACCESS_TIER: 'trial',
    SYNC_REQUESTS_PER_SECOND: 5_000,
    LOG_LEVEL: 'silent',
  });
});

it('says every mistake at once, and no value', () => {
  const mistakes = mistakesOf({
    DATABASE_URL: 'mysql://app:hunter2@db/app',
    PINTEREST_CLIENT_SECRET: '   ',
    PINTEREST_ACCESS_TIER: 'gold',
    SYNC_MAX_USERS_PER_REQUEST: '1901',
    SYNC_REQUESTS_PER_SECOND: '7.5',
    TOKEN_ENCRYPTION_KEYS: 'k1:tooshort',
    PORT: '65536',
    LOG_LEVEL: 'loud',
  });
  expect(mistakes).toEqual([
    'DATABASE_URL: must be a URL that begins with postgres:// or postgresql://',
    'REDIS_URL: is missing',
    'LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent',
    'PINTEREST_CLIENT_ID: is missing',
    'PINTEREST_CLIENT_SECRET: is missing',
    'PINTEREST_ACCESS_TIER: must be one of standard, trial',
    'SYNC_MAX_USERS_PER_REQUEST: must be a whole number from 1 to 1900',
    'SYNC_REQUESTS_PER_SECOND: must be a whole number from 1 to 10000',
    'TOKEN_ENCRYPTION_KEYS: must be id:key pairs with commas between, each key 32 bytes in base 64',
    'PORT: must be a whole number from 0 to 65535',
  ]);
  expect(mistakes.join()).not.toMatch(/hunter2|tooshort|gold/);
});

it('has one message for all of them', () => {
  expect(() => readEnv(SCHEMA, { ...LEAST, PORT: 'x', REDIS_URL: '' })).toThrow(
    'The configuration has 2 mistake(s):\n  REDIS_URL: is missing\n  PORT: must be a whole number from 0 to 65535',
  );
});

it('takes an empty variable for one that is not set', () => {
  expect(readEnv(z.object({ N: integer(1, 9, 4) }), { N: ' ' })).toEqual({ N: 4 });
});

it('takes several encryption keys, the first of which encrypts, and refuses two of one id', () => {
  const url = Buffer.alloc(32, 255).toString('base64url');
  const schema = z.object(tokenKeysEnv);
  const { TOKEN_ENCRYPTION_KEYS: keys } = readEnv(schema, {
    TOKEN_ENCRYPTION_KEYS: `new:${url}, old:${KEY}`,
  });
  expect(keys).toEqual([
    { id: 'new', key: Buffer.alloc(32, 255) },
    { id: 'old', key: Buffer.alloc(32, 7) },
  ]);
  expect(() => readEnv(schema, { TOKEN_ENCRYPTION_KEYS: `k:${KEY},k:${url}` })).toThrow(
    'has two keys of one id',
  );
});
