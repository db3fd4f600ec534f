import { Redis } from 'ioredis';

import { redisUrl } from '../redis-connection.ts';
import { PlayedServer } from './played-server.ts';
import { type Reply } from './resp.ts';
import { HOST, type Topology } from './topology.ts';

const MASTER = 'main';

/** A Sentinel and its masters in front of one Redis: a failover to a replica that had everything but the scripts. */
export async function playSentinel(): Promise<Topology> {
  const redis = new Redis(redisUrl());
  const pass = async ([name = '', ...rest]: readonly string[]): Promise<Reply> =>
    (await redis.call(name, ...rest)) as Reply;
  let master = await PlayedServer.start(pass);
  const sentinel = await PlayedServer.start(([, question = '', name]) =>
    Promise.resolve(
      question.toLowerCase() !== 'get-master-addr-by-name'
        ? []
        : name === MASTER
          ? [HOST, String(master.port)]
          : null,
    ),
  );
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
      master = await PlayedServer.start(pass);
      await redis.script('FLUSH');
    },
    async stop() {
      await Promise.all([sentinel.kill(), master.kill()]);
      redis.disconnect();
    },
  };
}
