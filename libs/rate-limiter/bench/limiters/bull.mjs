// A Bull queue with `limiter`: https://github.com/OptimalBits/bull/blob/develop/REFERENCE.md#queue
import Bull from 'bull';

export async function start({ redisUrl, key, limit, send, jobs, isFirst }) {
  const queue = new Bull(key, redisUrl, { limiter: { max: limit, duration: 1_000 } });
  queue.on('error', () => undefined);
  await queue.isReady();
  if (isFirst) await queue.addBulk(Array.from({ length: jobs }, () => ({ data: {} })));
  void queue.process(50, () => send()).catch(() => undefined);
  return async () => {
    await queue.close(true);
  };
}
