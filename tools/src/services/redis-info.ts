import { Redis } from 'ioredis';

/** Asks a server who it is: the fields of `INFO server`. */
export async function redisInfo(port: number): Promise<ReadonlyMap<string, string>> {
  const client = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined); // the call below reports it
  try {
    await client.connect();
    const lines = (await client.info('server')).split(/\r?\n/);
    return new Map(lines.filter((line) => line.includes(':')).map((line) => pairOf(line)));
  } finally {
    client.disconnect();
  }
}

function pairOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1)];
}
