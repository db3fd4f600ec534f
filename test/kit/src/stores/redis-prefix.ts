import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { testServices } from '../env.ts';

export interface RedisPrefix {
  /** The server, shared with other specs. */
  readonly url: string;
  /** Put it before every key and channel; it ends with a colon. */
  readonly prefix: string;
  /** Deletes every key that begins with the prefix. */
  clear(): Promise<void>;
}

/** A part of the test run's Redis for one spec alone. */
export function createRedisPrefix(url = testServices().redisUrl): RedisPrefix {
  const prefix = `test-${randomBytes(8).toString('hex')}:`;
  return { url, prefix, clear: () => clear(url, prefix) };
}

async function clear(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined); // the commands below report it
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 500 })) {
      if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
    }
  } finally {
    redis.disconnect();
  }
}
