import { z } from 'zod';

// Pieces that applications put together: z.object({ ...databaseEnv, ...redisEnv, PORT: port(3000) }).

const url = (...protocols: string[]) =>
  z
    .string({ error: 'is missing' })
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `must be a URL that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`,
    });

/** A URL of a web service, without the slash at its end. */
export const httpUrl = () => url('http:', 'https:').transform((text) => text.replace(/\/+$/, ''));

/** A whole number within limits, in decimal digits. */
export const integer = (min: number, max: number, fallback: number) =>
  optionalInteger(min, max).transform((given) => given ?? fallback);

/** One that has no default of its own. */
export const optionalInteger = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number)
    .optional();

/** A TCP port; 0 takes a free one. */
export const port = (fallback: number) => integer(0, 65_535, fallback);

/** A text that is not empty. */
export const text = () => z.string({ error: 'is missing' }).trim().min(1, { error: 'is missing' });

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(() => fallback);

export const databaseEnv = {
  DATABASE_URL: url('postgres:', 'postgresql:'),
  DATABASE_POOL_SIZE: integer(1, 1_000, 10),
};

/** For programs that need nothing but the database. */
export const databaseUrlEnv = z.object({ DATABASE_URL: databaseEnv.DATABASE_URL });

export const redisEnv = {
  REDIS_URL: url('redis:', 'rediss:'),
  /** Before every key and channel, so that several installations can share a server. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w:-]{1,64}$/, { error: 'may hold letters, digits and _ : -' })
    .default('audience-sync:'),
};

export const logEnv = {
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
};

/** Defaults are the real Pinterest: https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/ */
export const pinterestEnv = {
  PINTEREST_API_URL: httpUrl().default('https://api.pinterest.com/v5'),
  PINTEREST_OAUTH_URL: url('http:', 'https:').default('https://www.pinterest.com/oauth/'),
  PINTEREST_CLIENT_ID: text(),
  PINTEREST_CLIENT_SECRET: text(),
  PINTEREST_ACCESS_TIER: oneOf(['standard', 'trial'], 'standard'),
};

/** For tests and for receivers inside one's own network. Anything else would let customers reach what is none of theirs. */
export const webhookEnv = {
  ALERT_WEBHOOKS_ALLOW_PRIVATE: oneOf(['true', 'false'], 'false').transform((text) => text === 'true'),
};

/** The flush, the request and the retry window as the product documents them. */
export const syncEnv = {
  SYNC_FLUSH_INTERVAL_MS: integer(10, 3_600_000, 5_000),
  SYNC_MAX_USERS_PER_REQUEST: integer(1, 1_900, 1_900),
  SYNC_REQUESTS_PER_SECOND: integer(1, 10_000, 7),
  SYNC_RETRY_WINDOW_MS: integer(1_000, 30 * 86_400_000, 13 * 3_600_000),
};
