// Bottleneck's clustering over Redis: https://github.com/SGrondin/bottleneck#clustering
import Bottleneck from 'bottleneck';
import { Redis } from 'ioredis';

const WAITING = 10;

export async function start({ redisUrl, key, limit, send, variant }) {
  const connection = new Bottleneck.IORedisConnection({ client: new Redis(redisUrl) });
  const rule =
    variant === 'minTime'
      ? { minTime: Math.ceil(1_000 / limit) + 5 }
      : { reservoir: limit, reservoirRefreshAmount: limit, reservoirRefreshInterval: 1_000 };
  const limiter = new Bottleneck({
    id: key,
    connection,
    clearDatastore: false,
    heartbeatInterval: 250,
    ...rule,
  });
  limiter.on('error', () => undefined);
  await limiter.ready();
  let running = true;
  const keepWaiting = async () => {
    while (running) {
      await new Promise((resolve) => {
        limiter.schedule(() => (resolve(), running ? send() : undefined)).catch(resolve);
      });
    }
  };
  for (let i = 0; i < WAITING; i += 1) void keepWaiting();
  return async () => {
    running = false;
    await limiter.disconnect(false);
  };
}
