// Real: Postgres and Redis of the test run.
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { createRedisPrefix } from '../src/stores/redis-prefix.ts';
import { createTestDatabase, type DatabaseTemplate, type TestDatabase } from '../src/stores/test-database.ts';

describe('createTestDatabase', () => {
  const databases: TestDatabase[] = [];
  const version = `${process.pid}_${Date.now()}`;
  let migrations = 0;
  const template: DatabaseTemplate = {
    name: 'kit',
    version,
    migrate: async (url) => {
      migrations += 1;
      await query(url, 'CREATE TABLE fruit (name text PRIMARY KEY)');
    },
  };

  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  async function create(options: Parameters<typeof createTestDatabase>[0]): Promise<TestDatabase> {
    const database = await createTestDatabase(options);
    databases.push(database);
    return database;
  }

  it('migrates the template once, also for callers at the same moment', async () => {
    await Promise.all([1, 2, 3].map(() => create({ template })));
    await create({ template });
    expect(migrations).toBe(1);
  });

  it('gives everybody a database of his own', async () => {
    const mine = await create({ template });
    const yours = await create({ template });
    await query(mine.url, `INSERT INTO fruit VALUES ('quince')`);
    await expect(query(mine.url, 'SELECT name FROM fruit')).resolves.toEqual([{ name: 'quince' }]);
    await expect(query(yours.url, 'SELECT name FROM fruit')).resolves.toEqual([]);
  });

  it('builds the template anew after a migration that failed', async () => {
    const broken = { name: 'kit_broken', version, migrate: () => Promise.reject(new Error('syntax error')) };
    await expect(createTestDatabase({ template: broken })).rejects.toThrow('syntax error');
    const mended = await create({ template: { ...broken, migrate: template.migrate } });
    await expect(query(mended.url, 'SELECT name FROM fruit')).resolves.toEqual([]);
  });

  it('drops the database although somebody is connected', async () => {
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    const lost = new Promise((resolve) => client.once('end', resolve));
    await client.connect();
    await database.drop();
    await lost;
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});

describe('createRedisPrefix', () => {
  it('clears its own keys and no others', async () => {
    const [mine, yours] = [createRedisPrefix(), createRedisPrefix()];
    const redis = new Redis(mine.url);
    for (let key = 0; key < 1_200; key++) void redis.set(`${mine.prefix}${key}`, key);
    await redis.set(`${yours.prefix}a`, 1);
    await mine.clear();
    await expect(redis.keys(`${mine.prefix}*`)).resolves.toEqual([]);
    await expect(redis.keys(`${yours.prefix}*`)).resolves.toEqual([`${yours.prefix}a`]);
    await yours.clear();
    redis.disconnect();
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
