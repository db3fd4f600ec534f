// Real: Postgres, whose connections are cut under the repositories.
import { eventually } from '@audience-sync/test-kit';
import { createDataSource, Database } from '../src/index.ts';
import { WorkspaceEntity } from '../src/entities/workspace.entity.ts';
import { LastWords } from './last-words.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const names = async () =>
  (await stage.database.rows<{ name: string }>('SELECT name FROM workspace ORDER BY name')).map(
    (row) => row.name,
  );

it('commits what plain statements, entities and repositories do in one transaction, or nothing of it', async () => {
  const { database, repositories } = stage;
  const write = (suffix: string) =>
    database.transaction(async (tx) => {
      await database.execute("INSERT INTO workspace (id, name) VALUES ('wks_' || $1, 'plain')", [suffix], tx);
      await database.manager(tx).insert(WorkspaceEntity, { id: `wks_e${suffix}`, name: 'entity' });
      await repositories.workspaces.create('repository', tx);
      expect(await names()).toEqual([]);
      if (suffix === 'rollback') throw new Error('no');
    });
  await expect(write('rollback')).rejects.toThrow('no');
  expect(await names()).toEqual([]);
  await write('commit');
  expect(await names()).toEqual(['entity', 'plain', 'repository']);
});

it('takes part in a transaction that is there, and makes one where there is none', async () => {
  const { database } = stage;
  const inTransaction = async (tx?: Parameters<Parameters<Database['transaction']>[0]>[0]) =>
    database.within(
      tx,
      async (inner) => (await database.rows('SELECT pg_current_xact_id()::text AS id', [], inner))[0],
    );
  await database.transaction(async (tx) => expect(await inTransaction(tx)).toEqual(await inTransaction(tx)));
  expect(await inTransaction()).not.toEqual(await inTransaction());
});

describe('when connections break', () => {
  let database: Database;
  beforeEach(async () => {
    database = new Database(await createDataSource(stage.url, { poolSize: 3 }).initialize());
  });
  afterEach(() => database.manager().connection.destroy());

  const cutAll = () =>
    stage.database.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> ALL ($1) AND application_name = 'audience-sync'`,
      [stagePids],
    );
  let stagePids: number[];
  beforeAll(async () => {
    await stage.database.rows('SELECT 1');
    const rows = await stage.database.rows<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'audience-sync'",
    );
    stagePids = rows.map((row) => row.pid);
  });

  it('outlives one that ends in the moment it is made', async () => {
    const way = await LastWords.open(stage.url);
    const other = new Database(await createDataSource(way.url, { poolSize: 3 }).initialize());
    way.dying = true;
    const transactions = Array.from({ length: 3 }, () => other.transaction((tx) => tx.query('SELECT 1')));
    const results = await Promise.allSettled([
      ...transactions,
      other.exclusive((tx) => tx.query('SELECT 1')),
    ]);
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
    way.dying = false;
    await eventually(async () => expect(await other.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]));
    await other.manager().connection.destroy();
    await way.close();
  });

  it('fails what was under way and goes on with new ones', async () => {
    let begun = false;
    let go: () => void = () => undefined;
    const broken = database.transaction(async (tx) => {
      begun = true;
      await new Promise<void>((resolve) => (go = resolve));
      await tx.query('SELECT 1');
    });
    broken.catch(() => undefined);
    await eventually(() => expect(begun).toBe(true));
    await cutAll();
    go();
    await expect(broken).rejects.toThrow();
    await eventually(async () => expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]));
    expect(await database.transaction((tx) => Promise.resolve(typeof tx.query))).toBe('function');
  });

  it('replaces idle ones without a word', async () => {
    await Promise.all([1, 2, 3].map(() => database.rows('SELECT pg_backend_pid()')));
    expect(database.pool.idleCount).toBe(3);
    await cutAll();
    await eventually(() => expect(database.pool.idleCount).toBe(0));
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

it('says so when it is used before Postgres was reached', async () => {
  const early = new Database(createDataSource(stage.url));
  await expect(early.rows('SELECT 1')).rejects.toThrow('Postgres has not been reached yet');
});
