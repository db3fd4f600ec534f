import { Redis } from 'ioredis';

import { freePort, NativeServer, until } from './native-redis.ts';
import { HOST, type Topology } from './topology.ts';

const MASTER = 'main';
const PLAIN = ['save ""', 'appendonly no'];

/** A real Sentinel, a master and a replica. */
export async function startSentinel(program: string): Promise<Topology> {
  const master = new NativeServer(program, await freePort(), PLAIN);
  const replica = new NativeServer(program, await freePort(), [...PLAIN, `replicaof ${HOST} ${master.port}`]);
  await Promise.all([master.ready(), replica.ready()]);
  await until(async () => String(await replica.call('role')).includes('connected'));
  const watch = [
    `sentinel monitor ${MASTER} ${HOST} ${master.port} 1`,
    `sentinel down-after-milliseconds ${MASTER} 500`,
    `sentinel failover-timeout ${MASTER} 2000`,
  ];
  const sentinel = new NativeServer(program, await freePort(), watch, '--sentinel');
  await sentinel.ready();
  await until(async () => String(await sentinel.call('sentinel', 'replicas', MASTER)) !== '');

  return {
    async connect() {
      const sentinels = [{ host: HOST, port: sentinel.port }];
      const client = new Redis({ sentinels, name: MASTER, lazyConnect: true, maxRetriesPerRequest: null });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    async failOver() {
      await master.kill();
      await until(async () => String(await replica.call('role')).startsWith('master'));
    },
    stop: async () => void (await Promise.all([sentinel, master, replica].map((server) => server.kill()))),
  };
}
