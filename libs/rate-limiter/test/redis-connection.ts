import { Cluster, Redis } from 'ioredis';

/** The Redis that the integration preset started, or the one that the environment names. */
export function redisUrl(): string {
  const url = process.env['TEST_REDIS_URL'];
  if (url === undefined) throw new Error('TEST_REDIS_URL is not set; run through the integration preset');
  return url;
}

/** `redis://host:port`, `redis-cluster://host:port` or `redis-sentinel://host:port/name-of-the-master`. */
function clientOf(url: string): Redis | Cluster {
  const { protocol, hostname: host, port, pathname } = new URL(url);
  const node = { host, port: Number(port) };
  if (protocol === 'redis-cluster:') return new Cluster([node], { lazyConnect: true });
  const settings = { lazyConnect: true, maxRetriesPerRequest: null };
  if (protocol === 'redis-sentinel:')
    return new Redis({ ...settings, sentinels: [node], name: pathname.slice(1) });
  return new Redis(url, settings);
}

export async function connect(): Promise<Redis | Cluster> {
  const redis = clientOf(redisUrl());
  redis.on('error', () => undefined);
  await redis.connect();
  return redis;
}
