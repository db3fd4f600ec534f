import { RateLimiterError } from '../rate-limiter.error.ts';

/**
 * First words of error replies that pass by themselves (https://redis.io/docs/latest/develop/reference/protocol-spec/):
 * loading, failing over, resharding, out of memory, busy with a script.
 */
const PASSING =
  /^-?(?:LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|BUSY|NOREPLICAS|UNBLOCKED)\b/;

/** Redis cannot be asked at the moment. Asking again later may help. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
}

const isErrorReply = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ReplyError';

export const isMissingScript = (error: unknown): boolean =>
  isErrorReply(error) && error.message.startsWith('NOSCRIPT');

/** Tells what a failed command means: an error reply that stays is broken, everything else is a Redis that is away. */
export function toRedisFailure(error: unknown): RateLimiterError | RedisUnavailable {
  const message = error instanceof Error ? error.message : String(error);
  if (isErrorReply(error) && !PASSING.test(message))
    return new RateLimiterError('STORE_BROKEN', `Redis refused a command: ${message}`, { cause: error });
  return new RedisUnavailable(message, { cause: error });
}
