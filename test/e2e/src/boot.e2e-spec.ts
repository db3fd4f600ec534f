// Real: the built gateway and worker as processes that are started wrongly, or into a world that is not there yet.
import { createServer, type Server } from 'node:net';
import { type AddressInfo } from 'node:net';
import { eventually, spawnApp } from '@audience-sync/test-kit';
import { type Brand, BUILT_PROGRAMS, type Metrics, Product } from '@audience-sync/tools';
import { settles } from './support/outcome.ts';
import { people } from './support/people.ts';

const PROGRAMS = ['gateway', 'worker'] as const;
/** Whole, and pointing at nothing. */
const COMPLETE = {
  DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
  PUBLIC_URL: 'http://127.0.0.1:1',
  PINTEREST_CLIENT_ID: 'a-client',
  PINTEREST_CLIENT_SECRET: 'not-a-real-secret',
  TOKEN_ENCRYPTION_KEYS: `test:${Buffer.alloc(32).toString('base64')}`,
};
const SOON = { timeoutMs: 20_000, intervalMs: 100 };

const start = (name: (typeof PROGRAMS)[number], env: Record<string, string>) =>
  spawnApp({ name, script: BUILT_PROGRAMS[name], env });

describe.each(PROGRAMS)('a %s', (name) => {
  it('that is configured wrongly names every mistake in one message and ends with code 1', async () => {
    const wrong = {
      DATABASE_URL: 'nonsense',
      PORT: '70000',
      SYNC_FLUSH_INTERVAL_MS: 'soon',
      PINTEREST_CLIENT_ID: 'a-client',
      PINTEREST_CLIENT_SECRET: 'not-a-real-secret',
    };
    const failure = await start(name, wrong).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    expect(failure).toContain('exit code 1');
    const named = /^ {2}(\w+): /gm;
    const mistakes = [...failure.matchAll(named)].map(([, variable]) => variable);
    const both = ['DATABASE_URL', 'PORT', 'REDIS_URL', 'SYNC_FLUSH_INTERVAL_MS', 'TOKEN_ENCRYPTION_KEYS'];
    expect(mistakes.sort()).toEqual(name === 'gateway' ? [...both, 'PUBLIC_URL'].sort() : both);
    expect(failure).not.toMatch(/nonsense|not-a-real-secret/);
  });

  it('whose port is taken says so and ends with code 1', async () => {
    const taken = await listen();
    const port = String((taken.address() as AddressInfo).port);
    try {
      await expect(start(name, { ...COMPLETE, PORT: port })).rejects.toThrow(
        new RegExp(
          `exit code 1[^]*(in use|EADDRINUSE)[^]*${port}|exit code 1[^]*${port}[^]*(in use|EADDRINUSE)`,
        ),
      );
    } finally {
      taken.close();
    }
  });
});

describe('a product whose Postgres or Redis is away', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start({
      env: { SYNC_FLUSH_INTERVAL_MS: '300', SYNC_SWEEP_INTERVAL_MS: '1000', LOG_LEVEL: 'fatal' },
    });
  });
  afterAll(() => product.stop());

  const doors = () => [...product.stack.gateways, ...product.stack.workers].map(({ url }) => url);
  const answers = (path: string) =>
    Promise.all(
      doors().map((url) =>
        fetch(`${url}/health/${path}`, { headers: { connection: 'close' } }).then(({ status }) => status),
      ),
    );

  it.each(['Postgres', 'Redis'] as const)(
    'at boot is alive and not ready until %s is there, and then works',
    async (service) => {
      const { services, gateways, workers } = product.stack;
      await (service === 'Postgres' ? services.killPostgres() : services.killRedis());
      const starting = Promise.all([...gateways, ...workers].map((app) => app.restart()));
      starting.catch(() => undefined); // awaited below
      await eventually(async () => expect(await answers('live')).toEqual([200, 200]), SOON);
      await eventually(async () => expect(await answers('ready')).toEqual([503, 503]), SOON);
      await (service === 'Postgres' ? services.restartPostgres() : services.restartRedis());
      await starting;
      await eventually(async () => expect(await answers('ready')).toEqual([200, 200]), SOON);
      expect(product.lost).toEqual([]);
    },
  );

  it.each(['Postgres', 'Redis'] as const)(
    'at work turns red while %s is away, says so to callers, and goes on by itself',
    async (service) => {
      const { services } = product.stack;
      const brand = await product.brand();
      const audienceId = await brand.createAudience(`Without ${service}`);
      const [stepId = ''] = (await brand.launch([{ audienceId, operation: 'ADD' }])).stepIds;
      const shown = watch(brand, stepId);
      await eventually(() => expect(shown).not.toEqual([]), SOON); // who asks while Postgres is away is refused
      await brand.enter(stepId, people(10));
      await (service === 'Postgres' ? services.killPostgres() : services.killRedis());
      // The gateway still takes users in without Redis, and says what it lacks; the worker can do nothing.
      const red = service === 'Postgres' ? [503, 503] : [200, 503];
      await eventually(async () => expect(await answers('ready')).toEqual(red), SOON);
      const health: unknown = await (await fetch(`${product.stack.gateways[0]?.url}/health/ready`)).json();
      expect(health).toMatchObject({
        degraded: service === 'Redis',
        checks: { [service.toLowerCase()]: 'down' },
      });
      expect(await answers('live')).toEqual([200, 200]);
      const during = brand.enter(stepId, people(10, 10), 'meanwhile');
      // Without Postgres nothing can be kept, which is said; without Redis users still enter.
      await (service === 'Postgres'
        ? expect(during).rejects.toThrow(/UNAVAILABLE/)
        : expect(during).resolves.toMatchObject({ entered: 10 }));
      await (service === 'Postgres' ? services.restartPostgres() : services.restartRedis());
      await eventually(async () => expect(await answers('ready')).toEqual([200, 200]), SOON);
      expect(await brand.enter(stepId, people(10, 10), 'meanwhile')).toMatchObject({ entered: 10 });
      await settles(brand, stepId, { entered: 20, synced: 20 });
      await eventually(() => expect(shown.at(-1)).toEqual({ entered: 20, synced: 20 }), SOON);
      expect(await product.ledgerFaults()).toEqual([]);
      expect(product.lost).toEqual([]);
      await brand.close();
    },
  );

  it('shows who watches what happened while the gateway was dead, first of all, and goes on', async () => {
    const [gateway] = product.stack.gateways;
    const brand = await product.brand();
    const audienceId = await brand.createAudience('Watched all the time');
    const [stepId = ''] = (await brand.launch([{ audienceId, operation: 'ADD' }])).stepIds;
    const shown = watch(brand, stepId);
    await eventually(() => expect(shown).toEqual([{ entered: 0, synced: 0 }]), SOON);
    await brand.enter(stepId, people(10));
    await gateway?.kill();
    const before = shown.length;
    await gateway?.restart();
    await settles(brand, stepId, { synced: 10 });
    await eventually(() => expect(shown.at(-1)).toEqual({ entered: 10, synced: 10 }), SOON);
    expect(shown.slice(before).every(({ entered }) => entered === 10)).toBe(true);
    await brand.enter(stepId, people(10, 10));
    await eventually(() => expect(shown.at(-1)).toEqual({ entered: 20, synced: 20 }), SOON);
    await brand.close();
  });
});

/** Everything that a subscriber of the step is shown, over as many connections as it takes. */
function watch(brand: Brand, stepId: string): readonly Pick<Metrics, 'entered' | 'synced'>[] {
  const shown: Pick<Metrics, 'entered' | 'synced'>[] = [];
  brand.gateway.subscribe<{ stepMetricsChanged: Metrics }>(
    'subscription ($id: ID!) { stepMetricsChanged(stepId: $id) { entered synced } }',
    { id: stepId },
    ({ stepMetricsChanged }) => shown.push(stepMetricsChanged),
  );
  return shown;
}

async function listen(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return server;
}
