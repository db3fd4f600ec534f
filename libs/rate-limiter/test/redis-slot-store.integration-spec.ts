// Real: Redis. The store is called directly, as a client does that sends a command again after a lost connection.
import { randomUUID } from 'node:crypto';

import { KeyNames } from '../src/redis/key-names.ts';
import { RedisSlotStore } from '../src/redis/redis-slot-store.ts';
import { ScriptRunner } from '../src/redis/script-runner.ts';
import { toSlotRequest } from '../src/request.ts';
import { connect } from './redis-connection.ts';

const request = toSlotRequest({
  key: 'user',
  cost: 2,
  windows: [{ name: 'minute', limit: 9, periodMs: 60_000 }],
});

describe('RedisSlotStore, when a command is sent twice', () => {
  let redis: Awaited<ReturnType<typeof connect>>;
  let store: RedisSlotStore;
  const used = async (): Promise<number | undefined> => (await store.usage('user', request.windows))[0]?.used;

  beforeEach(async () => {
    redis = await connect();
    const settings = {
      discount: { share: 0.9, maxMs: 250 },
      emptyHoldMs: 0,
      unavailableRetryMs: 1,
      onError: fail,
    };
    store = new RedisSlotStore(
      new ScriptRunner(redis, 1_000),
      new KeyNames(`${randomUUID()}:`, false),
      settings,
    );
  });
  afterEach(async () => void (await redis.quit()));

  async function take() {
    const outcome = await store.take(request, randomUUID());
    if (!outcome.taken) throw new Error('the window is full');
    return outcome.slots;
  }

  it('takes slots once', async () => {
    const id = randomUUID();
    const outcomes = [await store.take(request, id), await store.take(request, id)];
    expect(outcomes).toMatchObject([{ taken: true }, { taken: true }]);
    expect(await used()).toBe(2);
  });

  it('takes slots once also when that filled the window', async () => {
    const id = randomUUID();
    for (let i = 0; i < 3; i += 1) await take();
    expect(await store.take(request, id)).toMatchObject({ taken: true });
    expect(await store.take(request, id)).toMatchObject({ taken: true });
    expect(await store.take(request, randomUUID())).toMatchObject({ taken: false });
    expect(await used()).toBe(8);
  });

  it('counts an answer once', async () => {
    const slots = await take();
    await store.settle(slots, undefined);
    await store.settle(slots, undefined);
    expect(await used()).toBe(2);
  });

  it('gives units back once', async () => {
    const [given] = [await take(), await take()];
    await store.release(given);
    await store.release(given);
    expect(await used()).toBe(2);
  });

  it('does not give back what was answered', async () => {
    const slots = await take();
    await store.settle(slots, undefined);
    await store.release(slots);
    expect(await used()).toBe(2);
  });
});

function fail(error: Error): never {
  throw error;
}
