// Webhook deliveries in batches: one group for each endpoint, payloads instead of keys, a receiver that is down at first and
// refuses one event for good. Run it with `node webhooks.mjs` beside an installed package.
import { createServer } from 'node:http';

import { Batching, MemoryBatchStore } from '@audience-sync/batching-scheduler';

const counts = { requests: 0, received: 0, delivered: 0, refused: 0 };

// The receiver: out of order for its first two requests; never takes an event that is not for sale.
const receiver = createServer(async (request, response) => {
  const events = JSON.parse(Buffer.concat(await request.toArray()).toString());
  const status = ++counts.requests <= 2 ? 503 : events.some(({ price }) => price < 0) ? 422 : 200;
  if (status === 200) counts.received += events.length;
  response.writeHead(status).end();
});
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
const endpoint = `http://127.0.0.1:${receiver.address().port}/hooks`;

/** One POST a batch. Its status says what becomes of the batch. */
async function send({ groupId, items }, signal) {
  const body = `[${items.data.join(',')}]`;
  const { status } = await fetch(groupId, { method: 'POST', body, signal });
  const report = { status };
  if (status < 300) return { kind: 'accepted', report };
  if (status === 410) return { kind: 'hold', scope: 'group', reason: 'ENDPOINT_GONE', report };
  if (status === 400 || status === 422) return { kind: 'refused', reason: 'EVENT_REFUSED', report };
  return { kind: 'retry', reason: 'ENDPOINT_FAILED', report };
}

let finish;
const finished = new Promise((resolve) => (finish = resolve));
const options = { flushIntervalMs: 100, maxItems: 50, maxBytes: 64_000, backoffMinMs: 50, backoffMaxMs: 500 };
const store = new MemoryBatchStore({ options });
const batching = new Batching({
  store,
  transport: { send },
  onSettled({ movements }) {
    for (const { to, count } of movements) counts[to === 'synced' ? 'delivered' : 'refused'] += count;
    if (counts.delivered + counts.refused === 500) finish();
  },
}).start();

const events = Array.from({ length: 500 }, (_, i) => ({
  id: `evt_${i}`,
  data: JSON.stringify({ id: `evt_${i}`, price: i === 123 ? -1 : i }),
}));
const lane = { flowId: 'receiver', groupId: endpoint, operation: 'ADD', sourceId: 'shop-1' };
await batching.add(lane, events);

await finished;
await batching.close();
receiver.close();
console.log(`${counts.delivered} delivered, ${counts.refused} refused, ${counts.received} received`);
const [refused] = await store.findItem(['shop-1'], 'evt_123');
console.log(
  `evt_123: ${refused.batch.state}, ${refused.batch.reason}, status ${refused.attempts.at(-1).report.status}`,
);
