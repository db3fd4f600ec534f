// A BullMQ worker with `limiter`: https://docs.bullmq.io/guide/rate-limiting
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

export async function start({ redisUrl, key, limit, send, jobs, isFirst }) {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue(key, { connection });
  if (isFirst) await queue.addBulk(Array.from({ length: jobs }, () => ({ name: 'send', data: {} })));
  const worker = new Worker(key, () => send(), {
    connection,
    concurrency: 50,
    limiter: { max: limit, duration: 1_000 },
  });
  worker.on('error', () => undefined);
  return async () => {
    await worker.close(true);
    await queue.close();
    connection.disconnect();
  };
}
