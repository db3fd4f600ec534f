import { Redis } from 'ioredis';

/** Does something to a Redis server with a connection of its own. Fails when the server is away. */
export async function onRedis(url: string, work: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 2 });
  redis.on('error', () => undefined); // the call reports it
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}
