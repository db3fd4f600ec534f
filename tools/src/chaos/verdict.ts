import { setTimeout as delay } from 'node:timers/promises';
import { type Product } from '../brand/product.ts';
import { type Metrics } from '../demo/progress.ts';
import { type Traffic } from './traffic.ts';

const POLL_MS = 200;
const MAX_REQUESTS_PER_SECOND = 7;
const MAX_REQUESTS_PER_MINUTE = 400;

/**
 * Waits until nothing is pending any more, and holds what is there against the invariants of delivery.
 * @returns everything that is broken, in words; empty when all held
 */
export async function verdictOn(
  product: Product,
  traffic: Traffic,
  settleWithinMs: number,
): Promise<readonly string[]> {
  const broken: string[] = [];
  await untilSettled(traffic, settleWithinMs).catch((error: Error) => broken.push(error.message));
  broken.push(...(await countsOf(traffic)), ...(await membersAt(product, traffic)));
  for (const { check, where, detail } of await product.ledgerFaults())
    broken.push(`ledger: ${check}: ${where}: ${detail}`);
  broken.push(...(await pace(product, traffic)), ...product.lost);
  return broken;
}

async function untilSettled({ brand, steps }: Traffic, withinMs: number): Promise<void> {
  const startedAt = Date.now();
  for (;;) {
    const all = await Promise.all(Object.values(steps).map(({ stepId }) => brand.metrics(stepId)));
    const pending = all.reduce((sum, metrics) => sum + metrics.pending, 0);
    if (pending === 0) return;
    if (Date.now() - startedAt > withinMs)
      throw new Error(`${pending} users are still pending after ${withinMs} ms`);
    await delay(POLL_MS);
  }
}

/** Nobody lost, nobody counted twice: the counts are those of the calls that were answered. */
async function countsOf({ brand, steps }: Traffic): Promise<string[]> {
  const broken: string[] = [];
  for (const [operation, { stepId, entered, notSynced }] of Object.entries(steps)) {
    const is = await brand.metrics(stepId);
    const expected: Metrics = {
      entered,
      notSynced,
      synced: entered - notSynced,
      proceeded: entered,
      exited: entered,
      pending: 0,
      errored: 0,
    };
    for (const name of Object.keys(expected) as (keyof Metrics)[])
      if (is[name] !== expected[name])
        broken.push(`${operation}: ${name} is ${is[name]}, not ${expected[name]}`);
  }
  return broken;
}

async function membersAt(product: Product, { audienceName, model }: Traffic): Promise<string[]> {
  const lists = await product.listsNamed(audienceName);
  const [list] = lists;
  if (lists.length > 1) return [`Pinterest has ${lists.length} lists named ${audienceName}`];
  if (!list) return model.count === 0 ? [] : [`Pinterest has no list, ${model.count} members were expected`];
  if (list.membersDigest === model.digest) return [];
  const members = new Set(await product.sandbox.members(list.id));
  const missing = model.members.filter((member) => !members.has(member)).length;
  const tooMany = members.size - (model.count - missing);
  return [`of ${model.count} expected members ${missing} are missing, and ${tooMany} should not be there`];
}

async function pace(product: Product, { brand }: Traffic): Promise<string[]> {
  const { users } = await product.sandbox.state({ digests: false });
  const writes = users.find(({ id }) => id === brand.pinterestUserId)?.requests.ads_write;
  const [second, minute] = [writes?.maxRequestsInAnySecond ?? 0, writes?.maxRequestsInAny60Seconds ?? 0];
  return [
    ...(second > MAX_REQUESTS_PER_SECOND ? [`${second} requests in one second`] : []),
    ...(minute > MAX_REQUESTS_PER_MINUTE ? [`${minute} requests in one minute`] : []),
  ];
}
