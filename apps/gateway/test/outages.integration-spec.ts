// Real: Postgres and Redis behind lines that are cut, the sandbox as a process, the gateway's server in this process.
import { createServer, type AddressInfo } from 'node:net';

import { RedisConnections } from '@audience-sync/messaging';
import { createLogger } from '@audience-sync/platform';
import { eventually } from '@audience-sync/test-kit';

import { RedisFailedAttempts } from '../src/auth/redis-failed-attempts.ts';
import { startGateway, type RunningGateway } from '../src/boot/gateway.ts';
import { BreakableLine } from './support/breakable-line.ts';
import { gatewayEnvOf } from './support/gateway-env.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { launchJourney } from './support/journey.ts';
import { follow, openSocket } from './support/socket.ts';

const SLOW = { timeoutMs: 20_000 };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Health {
  readonly status: number;
  readonly degraded: boolean;
  readonly checks: Record<string, string>;
}

const healthOf = async (url: string): Promise<Health> => {
  const answer = await fetch(`${url}/health/ready`);
  return { ...((await answer.json()) as Omit<Health, 'status'>), status: answer.status };
};

describe('when a service is away', () => {
  let stage: GatewayStage;
  let postgres: BreakableLine;
  let redis: BreakableLine;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  let stepId: string;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    postgres = await new BreakableLine(stage.services.databaseUrl).mend();
    redis = await new BreakableLine(stage.services.redisUrl).mend();
    gateway = await stage.gateway({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
    client = await stage.client(gateway);
    stepId = (await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }])).stepIds[0] ?? '';
  });
  afterEach(async () => {
    await Promise.all([postgres.mend(), redis.mend()]);
    await eventually(
      async () => expect(await healthOf(gateway.url)).toMatchObject({ status: 200, degraded: false }),
      SLOW,
    );
  });
  afterAll(async () => {
    await stage.close();
    await Promise.all([postgres.cut(), redis.cut()]);
  });

  const enter = (id: string) =>
    client.ask<{ enterStep: { entered: number } }>(
      'mutation ($input: EnterStepInput!) { enterStep(input: $input) { ... on EnterStepPayload { entered } } }',
      { input: { stepId, users: [{ externalId: id, emails: [`${id}@b.co`] }] } },
    );
  const entered = async (): Promise<number> => {
    const [row] = await stage.rows<{ entered: string }>(
      'SELECT entered FROM step_metrics WHERE step_id = $1',
      [stepId],
    );
    return Number(row?.entered);
  };

  it('keeps nobody waiting at the door whose call was on its way when Redis went', async () => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    const connections = new RedisConnections({ url: redis.url, prefix: stage.services.redisPrefix }, logger);
    const attempts = new RedisFailedAttempts(connections, { max: 1, windowMs: 60_000 });
    await connections.commands.ping();
    const cutting = redis.cut();
    const asked = [attempts.restOf('203.0.113.7'), attempts.count('203.0.113.8')];
    expect(connections.isReady).toBe(true); // it was not noticed yet
    await cutting;
    expect(await Promise.all(asked)).toEqual([0, undefined]);
    expect(await attempts.restOf('203.0.113.8')).toBeGreaterThan(0);
    await connections.close();
  });

  it('says so while Postgres is away, and works again by itself', async () => {
    await enter('before');
    const before = await entered();
    await postgres.cut();
    expect(await healthOf(gateway.url)).toMatchObject({
      status: 503,
      checks: { postgres: 'down', redis: 'up' },
    });
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    const { errors } = await enter('meanwhile');
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect(JSON.stringify(errors)).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i);
    await postgres.mend();
    await eventually(async () => expect((await enter('after')).data?.enterStep.entered).toBe(1), SLOW);
    expect(await entered()).toBe(before + 1);
  });

  it('breaks a stream off at the chunk that could not be stored, and enters nobody twice when it is repeated', async () => {
    const before = await entered();
    const body = Array.from({ length: 12_000 }, (_, at) => `{"id":"s${at}","email":"s${at}@b.co"}\n`);
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(body.slice(0, 6_000).join(''));
      await eventually(async () => expect(await entered()).toBe(before + 5_000), SLOW);
      await postgres.cut();
      yield Buffer.from(body.slice(6_000).join(''));
    }
    const key = { 'idempotency-key': 'outage' };
    const broken = await client.enter(stepId, ReadableStream.from<Uint8Array>(slowly()), key);
    expect(broken.lines).toMatchObject([
      { chunk: 0, entered: 5_000 },
      { done: false, error: { code: 'UNAVAILABLE' } },
    ]);
    await postgres.mend();
    await eventually(async () => expect((await healthOf(gateway.url)).status).toBe(200), SLOW);
    const whole = await client.enter(stepId, body.join(''), key);
    expect(whole.lines.at(-1)).toMatchObject({ done: true, entered: 12_000, replayedChunks: 1 });
    expect(await entered()).toBe(before + 12_000);
  });

  it('takes users in without Redis, and tells subscribers when it is back', async () => {
    const socket = openSocket(gateway.url, `Bearer ${client.apiKey}`);
    const followed = follow<{ stepMetricsChanged: { entered: number } }>(
      socket,
      'subscription ($stepId: ID!) { stepMetricsChanged(stepId: $stepId) { entered } }',
      { stepId },
    );
    await eventually(() => expect(followed.results.length).toBeGreaterThan(0));
    await redis.cut();
    await eventually(async () =>
      expect(await healthOf(gateway.url)).toMatchObject({
        status: 200,
        degraded: true,
        checks: { redis: 'down', postgres: 'up' },
      }),
    );
    const startedAt = performance.now();
    expect((await enter('without-redis')).data?.enterStep.entered).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    await redis.mend();
    const wanted = await entered();
    await eventually(
      () => expect(followed.results.at(-1)?.data?.stepMetricsChanged.entered).toBe(wanted),
      SLOW,
    );
    await socket.dispose();
  });

  it('starts without Postgres and Redis, alive and not ready, and becomes ready by itself', async () => {
    await Promise.all([postgres.cut(), redis.cut()]);
    const port = await freePort();
    const starting = startGateway(
      gatewayEnvOf(stage.services, { DATABASE_URL: postgres.url, REDIS_URL: redis.url, PORT: String(port) }),
    );
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => expect((await fetch(`${url}/health/live`)).status).toBe(200));
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    await postgres.mend();
    const late = await starting;
    expect(await healthOf(url)).toMatchObject({
      status: 200,
      degraded: true,
      checks: { postgres: 'up', redis: 'down' },
    });
    await redis.mend();
    await eventually(async () => expect((await healthOf(url)).degraded).toBe(false), SLOW);
    for (const { run } of late.shutdown) await run();
  });
});
