import { createHash } from 'node:crypto';

import { Cluster, Redis } from 'ioredis';

import { redisUrl } from '../redis-connection.ts';
import { PlayedServer } from './played-server.ts';
import { type Reply } from './resp.ts';
import { HOST, type Topology } from './topology.ts';

const NODES = 3;
const SLOTS = 16_384;

/** Which node owns a slot. */
const nodeOf = (slot: number): number => Math.floor((slot * NODES) / SLOTS);
/** CRC16 of the hash tag, or of the whole key (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/). */
function slotOf(key: string): number {
  const tag = /^[^{]*\{([^}]+)\}/.exec(key)?.[1] ?? key;
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc % SLOTS;
}

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
const firstSlotOf = (node: number): number => Math.ceil((node * SLOTS) / NODES);

/**
 * A Cluster of three in front of one Redis. Its nodes are as strict as real ones: keys of another node are answered MOVED, keys of
 * several slots CROSSSLOT, and each node knows only the scripts that were sent to it.
 */
export async function playCluster(): Promise<Topology> {
  const redis = new Redis(redisUrl());
  const nodes: PlayedServer[] = [];
  const scripts = Array.from({ length: NODES }, () => new Set<string>());
  const start = (node: number): Promise<PlayedServer> =>
    PlayedServer.start((command) => answer(node, command));
  for (let node = 0; node < NODES; node++) nodes.push(await start(node));

  async function answer(node: number, command: readonly string[]): Promise<Reply> {
    const [name = '', first = ''] = command.map((word) => word.toLowerCase());
    if (name === 'cluster') return first === 'slots' ? slots() : 'cluster_state:ok\r\n';
    const refusal = refuse(node, name, command);
    if (refusal) return refusal;
    return (await redis.call(name, ...command.slice(1))) as Reply;
  }

  function slots(): Reply {
    return nodes.map(({ port }, node) => [
      firstSlotOf(node),
      firstSlotOf(node + 1) - 1,
      [HOST, port, `node-${node}`],
    ]);
  }

  function refuse(node: number, name: string, command: readonly string[]): Error | null {
    if (name !== 'eval' && name !== 'evalsha') return null;
    const [, script = '', count = '0', ...rest] = command;
    const [slot = 0, ...others] = new Set(rest.slice(0, Number(count)).map(slotOf));
    if (others.length > 0) return new Error("CROSSSLOT Keys in request don't hash to the same slot");
    const owner = nodeOf(slot);
    if (owner !== node) return new Error(`MOVED ${slot} ${HOST}:${nodes[owner]?.port}`);
    if (name === 'eval') scripts[node]?.add(sha1(script));
    else if (!scripts[node]?.has(script)) return new Error('NOSCRIPT No matching script.');
    return null;
  }

  return {
    async connect() {
      const known = nodes.map(({ port }) => ({ host: HOST, port }));
      const cluster = new Cluster(known, { lazyConnect: true });
      cluster.on('error', () => undefined);
      await cluster.connect();
      return cluster;
    },
    async failOver() {
      await nodes[0]?.kill();
      nodes[0] = await start(0);
      scripts[0]?.clear();
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.kill()));
      redis.disconnect();
    },
  };
}
