// Real: Nest, Bull, Redis. Nothing is mocked; "Redis away" is a way to Redis that the spec cuts.
import { createRedisPrefix, eventually } from '@audience-sync/test-kit';
import { Redis } from 'ioredis';
import { type Job, QUEUES } from '../src/index.ts';
import { type MessagingApp, startAdder, startWorker, type Worker } from './messaging-app.ts';
import { RedisCut } from './redis-cut.ts';

const DISPATCH: Job = { name: 'flow.dispatch', flowId: 'con_1' };
const SEAL: Job = { name: 'group.seal', groupId: 'aud_1', windowId: 'w1' };
const SWEEP: Job = { name: 'ledger.sweep' };

describe('jobs over Bull', () => {
  const redis = createRedisPrefix();
  let adder: MessagingApp;
  let worker: Worker | undefined;

  beforeEach(async () => {
    adder = await startAdder(redis);
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await adder.close();
    await redis.clear();
  });

  it('is one job while an equal one waits', async () => {
    for (let index = 0; index < 5; index++) expect(await adder.queue.add(DISPATCH)).toBe(true);
    expect(await adder.queue.add({ ...DISPATCH, flowId: 'con_2' })).toBe(true);
    worker = await startWorker(redis);
    const both = expect.arrayContaining([DISPATCH, { ...DISPATCH, flowId: 'con_2' }]) as unknown;
    await eventually(() => expect(worker?.recorder.ran).toEqual(both));
    expect(worker.recorder.ran.length).toBeLessThanOrEqual(3); // one more when a spell ended between two of them
  });

  it('runs again when it is added while it runs', async () => {
    worker = await startWorker(redis);
    const { recorder } = worker;
    let finish = () => undefined as void;
    recorder.act = () => new Promise<void>((resolve) => (finish = resolve));
    await adder.queue.add(DISPATCH);
    await eventually(() => expect(recorder.ran).toHaveLength(1));
    recorder.act = () => Promise.resolve();
    await adder.queue.add(DISPATCH);
    await eventually(() => expect(recorder.ran).toHaveLength(2));
    finish();
  });

  it('loses no wake, wherever it falls in the life of the run before', async () => {
    worker = await startWorker(redis);
    let written = 0;
    let seen = 0;
    worker.recorder.act = () => Promise.resolve(void (seen = written));
    while (written < 300) {
      written++;
      await adder.queue.add(DISPATCH);
      await eventually(() => expect(seen).toBe(written), { intervalMs: 0 });
    }
  });

  it('waits for its time, and does not swallow the same job that is wanted now', async () => {
    worker = await startWorker(redis);
    const atMs = Date.now() + 400;
    let ranAtMs = 0;
    await adder.queue.add(SEAL, { atMs });
    await adder.queue.add(SEAL, { atMs });
    await adder.queue.add(SEAL);
    await eventually(() => expect(worker?.recorder.ran).toHaveLength(1));
    worker.recorder.act = () => Promise.resolve(void (ranAtMs = Date.now()));
    await eventually(() => expect(worker?.recorder.ran).toHaveLength(2));
    expect(ranAtMs).toBeGreaterThanOrEqual(atMs);
  });

  it('is stored before it runs, with ids only, and leaves nothing but a generation behind', async () => {
    await adder.queue.add({ name: 'batch.attempt', batchId: 'bat_1', attempt: 3 });
    const inspector = new Redis(redis.url);
    const [key = ''] = await inspector.keys(`${redis.prefix}bull:sync:attempt-bat_1-3*`);
    expect(await inspector.hget(key, 'data')).toBe('{"name":"batch.attempt","batchId":"bat_1","attempt":3}');
    worker = await startWorker(redis);
    await eventually(async () => expect(await inspector.exists(key)).toBe(0));
    const [generation = ''] = await inspector.keys(`${redis.prefix}generation:attempt-bat_1-3*`);
    expect(await inspector.pttl(generation)).toBeGreaterThan(0);
    expect(await inspector.keys(`${redis.prefix}bull:sync:attempt*`)).toEqual([]);
    inspector.disconnect();
  });

  it('says in the log that a job failed, forgets it, and runs it when it is added again', async () => {
    worker = await startWorker(redis);
    worker.recorder.act = () => Promise.reject(new Error('no luck'));
    await adder.queue.add(DISPATCH);
    await eventually(() => expect(worker?.log.join('')).toContain('no luck'));
    worker.recorder.act = () => Promise.resolve();
    await adder.queue.add(DISPATCH);
    await eventually(() => expect(worker?.recorder.ran).toHaveLength(2));
  });

  it('is not kept from running by what an emptied Redis has left of one like it', async () => {
    worker = await startWorker(redis);
    const { recorder } = worker;
    const addAndRun = async () => {
      const before = recorder.ran.length;
      await adder.queue.add(DISPATCH);
      await eventually(() => expect(recorder.ran).toHaveLength(before + 1));
    };
    const inspector = new Redis(redis.url);
    try {
      for (let run = 0; run < 3; run++) await addAndRun();
      const keys = await inspector.keys(`${redis.prefix}generation:dispatch-con_1*`);
      const idOf = async (key: string) => `${key.split(':').at(-1)}-g${await inspector.get(key)}`;
      const ids = await Promise.all(keys.map(idOf));
      await redis.clear();
      // Handed out by the Redis that was, looked up in the one that is: Bull makes an empty job of it.
      await inspector.lpush(`${redis.prefix}bull:sync:wait`, ...ids);
      for (let run = 0; run < 6; run++) await addAndRun();
      expect(await inspector.keys(`${redis.prefix}bull:sync:dispatch*`)).toEqual([]);
    } finally {
      inspector.disconnect();
    }
  });

  it('is not kept from running for longer than a spell by one that nobody works on', async () => {
    const inspector = new Redis(redis.url);
    try {
      await adder.queue.add(DISPATCH);
      await inspector.del(`${redis.prefix}bull:sync:wait`); // Bull still knows the id, and no list has it
      worker = await startWorker(redis);
      const { recorder } = worker;
      await eventually(
        async () => {
          await adder.queue.add(DISPATCH);
          expect(recorder.ran).not.toEqual([]);
        },
        { timeoutMs: 15_000 },
      );
    } finally {
      inspector.disconnect();
    }
  });

  it('is run by one of several workers', async () => {
    worker = await startWorker(redis);
    const second = await startWorker(redis);
    for (let index = 0; index < 50; index++) await adder.queue.add({ ...DISPATCH, flowId: `con_${index}` });
    const ran = () => [...(worker?.recorder.ran ?? []), ...second.recorder.ran];
    await eventually(() => expect(ran().length).toBeGreaterThanOrEqual(50));
    expect(new Set(ran().map((job) => JSON.stringify(job))).size).toBe(50);
    expect(ran()).toHaveLength(50);
    await second.close();
  });

  it('repeats once for all workers, also after Redis was emptied, at the interval of now', async () => {
    worker = await startWorker(redis, [{ job: SWEEP, everyMs: 60_000 }]);
    await worker.close();
    const repeating = [{ job: SWEEP, everyMs: 100 }];
    worker = await startWorker(redis, repeating);
    const second = await startWorker(redis, repeating);
    await eventually(() => expect(worker?.recorder.ran.length).toBeGreaterThan(1));
    const inspector = new Redis(redis.url);
    expect(await inspector.zcard(`${redis.prefix}bull:upkeep:repeat`)).toBe(1);
    await redis.clear();
    const before = worker.recorder.ran.length + second.recorder.ran.length;
    await eventually(
      () =>
        expect((worker?.recorder.ran.length ?? 0) + second.recorder.ran.length).toBeGreaterThan(before + 2),
      { timeoutMs: 10_000 },
    );
    inspector.disconnect();
    await second.close();
  });
});

describe('when Redis goes away', () => {
  const redis = createRedisPrefix();
  let cut: RedisCut;
  let worker: Worker;

  beforeEach(async () => {
    cut = await RedisCut.open(redis.url);
    worker = await startWorker({ url: cut.url, prefix: redis.prefix });
  });
  afterEach(async () => {
    await worker.close();
    await cut.close();
    await redis.clear();
  });

  it('gives up adding at once, and goes on by itself when it is back', async () => {
    await worker.queue.add(DISPATCH);
    await eventually(() => expect(worker.recorder.ran).toHaveLength(1));
    cut.cut();
    await eventually(async () => expect(await worker.queue.add(DISPATCH)).toBe(false));
    const started = Date.now();
    expect(await worker.queue.add(DISPATCH)).toBe(false);
    expect(Date.now() - started).toBeLessThan(100);
    cut.mend();
    await eventually(async () => expect(await worker.queue.add(SEAL)).toBe(true));
    await eventually(() => expect(worker.recorder.names()).toContain('group.seal'), { timeoutMs: 15_000 });
    expect(
      worker.log.filter((line) => line.includes('a connection to Redis was lost')).length,
    ).toBeLessThanOrEqual(1 + 2 * QUEUES.length); // each connection says so once
  });

  it('closes every connection, also while jobs are running', async () => {
    let finish = () => undefined as void;
    worker.recorder.act = () => new Promise<void>((resolve) => (finish = resolve));
    await worker.queue.add(DISPATCH);
    await eventually(() => expect(worker.recorder.ran).toHaveLength(1));
    let closed = false;
    const closing = worker.close().then(() => (closed = true));
    await eventually(() => expect(cut.connections).toBeGreaterThan(0));
    expect(closed).toBe(false);
    finish();
    await closing;
    await eventually(() => expect(cut.connections).toBe(0));
  });
});

it('stops in good order when Redis was never there, and when it is away', async () => {
  const redis = createRedisPrefix();
  const cut = await RedisCut.open(redis.url);
  cut.cut();
  const repeating = [{ job: SWEEP, everyMs: 100 }];
  const early = await startWorker({ url: cut.url, prefix: redis.prefix }, repeating);
  await early.close();
  cut.mend();
  const late = await startWorker({ url: cut.url, prefix: redis.prefix }, repeating);
  await eventually(() => expect(late.recorder.ran.length).toBeGreaterThan(0));
  cut.cut();
  await eventually(() => expect(cut.connections).toBe(0));
  await late.close();
  await cut.close();
  await redis.clear();
});

it('starts without Redis, gives up adding within its limit, and answers when Redis appears', async () => {
  const redis = createRedisPrefix();
  const cut = await RedisCut.open(redis.url);
  cut.cut();
  const adder = await startAdder({ url: cut.url, prefix: redis.prefix });
  const started = Date.now();
  expect(await adder.queue.add(DISPATCH)).toBe(false);
  expect(Date.now() - started).toBeLessThan(3_000);
  cut.mend();
  await eventually(async () => expect(await adder.queue.add(DISPATCH)).toBe(true));
  await adder.close();
  await cut.close();
  await redis.clear();
});
