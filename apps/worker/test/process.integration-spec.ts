// Real: Postgres, Redis (each by a way that the test can cut), the built worker and the Pinterest sandbox as a process.
import { eventually, spawnApp, testServices } from '@audience-sync/test-kit';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { CutOff } from './support/cut-off.ts';
import { membersOf, people } from './support/people.ts';
import { WORKER_SCRIPT, WorkerStage } from './support/worker-stage.ts';

const SLOW = { timeoutMs: 30_000 };

describe('a worker process', () => {
  it('names every mistake of its configuration at once and ends with code 1', async () => {
    const started = spawnApp({
      name: 'worker',
      script: WORKER_SCRIPT,
      env: { REDIS_URL: 'nonsense', PORT: '-1' },
    });
    await expect(started).rejects.toThrow(/exit code 1[\s\S]*DATABASE_URL[\s\S]*REDIS_URL[\s\S]*PORT/);
  });

  it('says so when its port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '0.0.0.0', resolve));
    const stage = await WorkerStage.open();
    try {
      const port = String((taken.address() as AddressInfo).port);
      await expect(stage.worker({ PORT: port })).rejects.toThrow(/exit code 1[\s\S]*EADDRINUSE/);
    } finally {
      taken.close();
      await stage.close();
    }
  });

  describe('at work', () => {
    let stage: WorkerStage;
    beforeEach(async () => void (stage = await WorkerStage.open()));
    afterEach(() => stage.close());

    it('finishes what it has in hand on SIGTERM, and leaves the rest to others', async () => {
      const audience = await stage.draftAudience('Half done');
      const worker = await stage.worker();
      await stage.enter(audience, 'ADD', people(10));
      await eventually(
        async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 10 }),
        SLOW,
      );
      const slow = {
        match: { operation: 'customer_lists/update' },
        fault: { kind: 'delay', ms: 1_000 },
      } as const;
      await stage.sandbox.addFault(slow);
      await stage.enter(audience, 'ADD', people(10, 10));
      await eventually(async () => expect((await stage.sandbox.state()).faults[0]?.fired).toBe(1), SLOW);
      await expect(worker.stop()).resolves.toEqual({ code: 0, signal: null });
      expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 20, pending: 0 });
    });

    it('turns its readiness red while Redis or Postgres is away, and goes on by itself', async () => {
      const audience = await stage.draftAudience('Cut off');
      const [postgres, redis] = [
        await CutOff.to(stage.databaseUrl),
        await CutOff.to(testServices().redisUrl),
      ];
      const worker = await stage.worker({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
      const ready = async () => (await fetch(`${worker.ready.url}/health/ready`)).status;
      let entered = 0;
      for (const service of [postgres, redis]) {
        await eventually(async () => expect(await ready()).toBe(200), SLOW);
        await service.cut();
        await eventually(async () => expect(await ready()).toBe(503), SLOW);
        expect((await fetch(`${worker.ready.url}/health/live`)).status).toBe(200);
        await stage.enter(audience, 'ADD', people(10, entered));
        entered += 10;
        await service.mend();
        await eventually(
          async () =>
            expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: entered, pending: 0 }),
          SLOW,
        );
      }
      expect(await stage.membersOf(audience)).toEqual(membersOf(people(20)));
      await worker.stop();
      await Promise.all([postgres.cut(), redis.cut()]);
    });

    it('is up and not ready when Postgres and Redis are away at boot, and starts when they come', async () => {
      const audience = await stage.draftAudience('Late start');
      const [postgres, redis] = [
        await CutOff.to(stage.databaseUrl),
        await CutOff.to(testServices().redisUrl),
      ];
      await Promise.all([postgres.cut(), redis.cut()]);
      const port = await freePort();
      const started = stage.worker({ DATABASE_URL: postgres.url, REDIS_URL: redis.url, PORT: String(port) });
      await eventually(
        async () => expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(503),
        SLOW,
      );
      await stage.enter(audience, 'ADD', people(10));
      await Promise.all([postgres.mend(), redis.mend()]);
      const worker = await started;
      await eventually(
        async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 10 }),
        SLOW,
      );
      await worker.stop();
      await Promise.all([postgres.cut(), redis.cut()]);
    });

    it('shows its jobs to the operator, and to nobody else', async () => {
      const { ready } = await stage.worker({ OPERATOR_PASSWORD: 'fake-password-of-a-test' });
      const look = (password?: string) =>
        fetch(`${ready.url}/queues/api/queues`, {
          headers:
            password === undefined
              ? {}
              : { authorization: `Basic ${Buffer.from(`operator:${password}`).toString('base64')}` },
        });
      expect([(await look()).status, (await look('wrong')).status]).toEqual([401, 401]);
      const shown = await look('fake-password-of-a-test');
      expect(shown.status).toBe(200);
      const { queues } = (await shown.json()) as { queues: { name: string }[] };
      expect(queues.map(({ name }) => name)).toEqual(['sync', 'upkeep', 'notify']);
      expect((await fetch(`${ready.url}/health/ready`)).status).toBe(200);
    });

    it('shows what it does as metrics', async () => {
      const audience = await stage.draftAudience('Measured');
      const worker = await stage.worker();
      await stage.enter(audience, 'ADD', people(10));
      await eventually(
        async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 10 }),
        SLOW,
      );
      const text = await (await fetch(`${worker.ready.url}/metrics`)).text();
      expect(text).toMatch(
        /audience_sync_pinterest_requests_total\{[^}]*operation="customer_lists\/create"[^}]*\} 1/,
      );
      expect(text).toMatch(/audience_sync_seal_to_sent_seconds_count\{[^}]*\} 1/);
      expect(text).toMatch(/audience_sync_jobs\{[^}]*queue="sync"/);
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
