import { Cluster } from 'ioredis';

import { freePort, NativeServer, until } from './native-redis.ts';
import { HOST, type Topology } from './topology.ts';

const MASTERS = 3;
const SLOTS = 16_384;
const CONFIG = ['save ""', 'appendonly no', 'cluster-enabled yes', 'cluster-node-timeout 1000'];

/** A real Cluster: three masters, a replica each. */
export async function startCluster(program: string): Promise<Topology> {
  const nodes: NativeServer[] = [];
  for (let i = 0; i < 2 * MASTERS; i++) {
    const bus = `cluster-port ${await freePort()}`;
    nodes.push(new NativeServer(program, await freePort(), [...CONFIG, bus]));
  }
  await Promise.all(nodes.map((node) => node.ready()));
  const masters = nodes.slice(0, MASTERS);
  const replicas = nodes.slice(MASTERS);
  await giveSlots(masters);
  await meet(nodes);
  await follow(replicas, masters);

  return {
    async connect() {
      const known = nodes.map(({ port }) => ({ host: HOST, port }));
      const cluster = new Cluster(known, { lazyConnect: true });
      cluster.on('error', () => undefined);
      await cluster.connect();
      return cluster;
    },
    async failOver() {
      const [master, replica] = [masters[0], replicas[0]];
      await master?.kill();
      await until(async () => String(await replica?.call('role')).startsWith('master'));
    },
    stop: async () => void (await Promise.all(nodes.map((node) => node.kill()))),
  };
}

async function giveSlots(masters: readonly NativeServer[]): Promise<void> {
  const firstOf = (at: number): number => Math.ceil((at * SLOTS) / masters.length);
  await Promise.all(
    masters.map((node, at) => node.call('cluster', 'addslotsrange', firstOf(at), firstOf(at + 1) - 1)),
  );
}

async function meet(nodes: readonly NativeServer[]): Promise<void> {
  const [first, ...others] = nodes;
  for (const node of others) {
    const [, bus = ''] = (await node.call('config', 'get', 'cluster-port')) as string[];
    await first?.call('cluster', 'meet', HOST, node.port, bus);
  }
  await until(async () => {
    const known = await Promise.all(nodes.map(async (node) => String(await node.call('cluster', 'info'))));
    return known.every((info) => info.includes(`cluster_known_nodes:${nodes.length}`));
  });
}

async function follow(replicas: readonly NativeServer[], masters: readonly NativeServer[]): Promise<void> {
  for (const [at, replica] of replicas.entries()) {
    const id = String(await masters[at]?.call('cluster', 'myid'));
    await until(async () => (await replica.call('cluster', 'replicate', id)) === 'OK');
  }
  await until(async () => {
    const infos = await Promise.all(
      [...masters, ...replicas].map(async (node) => String(await node.call('cluster', 'info'))),
    );
    const roles = await Promise.all(replicas.map(async (node) => String(await node.call('role'))));
    return (
      infos.every((info) => info.includes('cluster_state:ok')) &&
      roles.every((role) => role.includes('connected'))
    );
  });
}
