// Real: Postgres and Redis, killed for real. What the faults of this tier stand on must itself be trustworthy.
import { eventually } from '@audience-sync/test-kit';
import { type Services, startServices } from '@audience-sync/tools';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

describe('the death of a service', () => {
  let services: Services;
  let pool: Pool;

  beforeAll(async () => {
    services = await startServices({ env: {}, durable: false });
    pool = new Pool({ connectionString: services.postgres.url, max: 4 });
    pool.on('error', () => undefined); // idle clients notice the death, too
    await pool.query('CREATE TABLE written (n int PRIMARY KEY)');
  });
  afterAll(async () => {
    await pool.end();
    await services.stop();
  });

  it('takes no committed row with it when Postgres is killed in the middle of writes', async () => {
    const committed: number[] = [];
    const write = async (n: number): Promise<void> => {
      await pool.query('INSERT INTO written VALUES ($1)', [n]);
      committed.push(n);
    };
    const writing = (async () => {
      for (let n = 0; ; n++) await write(n);
    })();
    writing.catch(() => undefined); // looked at below

    await eventually(() => expect(committed.length).toBeGreaterThan(200));
    await services.killPostgres();
    await expect(writing).rejects.toThrow(/ECONN|terminat/);
    await services.restartPostgres();

    const { rows } = await pool.query<{ n: number }>('SELECT n FROM written');
    const there = new Set(rows.map(({ n }) => n));
    expect(committed.filter((n) => !there.has(n))).toEqual([]);
  });

  it('empties Redis, whose clients find it again by themselves', async () => {
    const redis = new Redis(services.redis.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    await redis.set('kept', 'no');
    await services.killRedis();
    const asked = redis.get('kept'); // waits for the reconnection
    await services.restartRedis();
    await expect(asked).resolves.toBeNull();
    redis.disconnect();
  });
});
