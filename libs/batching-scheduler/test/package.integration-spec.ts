// Real: npm pack, npm install, node, tsc, publint, attw, rollup, on the tarball that would be published.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { createTestDatabase, PackedPackage, type TrialProject } from '@audience-sync/test-kit';

const NAME = '@audience-sync/batching-scheduler';
const ENTRIES = [NAME, `${NAME}/postgres`, `${NAME}/testing`, `${NAME}/nestjs`];
let packed: PackedPackage;
let commonJs: TrialProject;
let esModules: TrialProject;

beforeAll(() => {
  packed = new PackedPackage(resolve(__dirname, '..'));
  [commonJs, esModules] = [packed.install('commonjs'), packed.install('module')];
}, 120_000);
afterAll(() => packed.remove());

describe('the tarball', () => {
  it('installs alone: no other package comes with it', () => {
    for (const project of [commonJs, esModules]) expect(project.packages()).toEqual([NAME]);
  });

  it('holds its documents, example and licence, and neither tests nor the benchmark', () => {
    const files = commonJs.filesOf(NAME);
    const documents = [
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'etc/batching-scheduler.api.md',
      'examples/webhooks.mjs',
    ];
    expect(files).toEqual(expect.arrayContaining(documents));
    expect(files.filter((file) => /\.spec\.|integration|bench|frozen/.test(file))).toEqual([]);
  });

  it('passes a package linter and a types-resolution checker', () => {
    packed.lint();
  });

  it('runs the example of the README as it stands, in either kind of project', () => {
    const [example = ''] = packed.examples('js');
    for (const project of [commonJs, esModules]) {
      const lines = project.run('example.mjs', example).trim().split('\n');
      expect([lines[0], lines.slice(1).sort()]).toEqual(['ADD ann bob cat', ['ADD eve', 'REMOVE dan']]);
    }
  });

  it('runs the example of its events as it stands', () => {
    const [, metrics = ''] = packed.examples('js');
    expect(esModules.run('metrics.mjs', metrics)).toBe("[ 'mail accepted' ]\n");
  });

  it('runs the webhook example as it stands', () => {
    const example = readFileSync(
      join(esModules.folder, 'node_modules', NAME, 'examples/webhooks.mjs'),
      'utf8',
    );
    expect(esModules.run('webhooks.mjs', example)).toBe(
      '499 delivered, 1 refused, 499 received\nevt_123: ERRORED, EVENT_REFUSED, status 422\n',
    );
  });

  it('works without the optional peers, required and imported', () => {
    const use = `new all[0].MemoryBatchStore().claim('f', 1).then((claimed) => console.log(claimed.length, typeof all[1].PostgresBatchStore))`;
    const [root, postgres] = ENTRIES;
    const required = `const all = [require('${root}'), require('${postgres}')]; ${use}`;
    const imported = `const all = [await import('${root}'), await import('${postgres}')]; ${use}`;
    expect(commonJs.run('use.cjs', required)).toBe('0 function\n');
    expect(esModules.run('use.mjs', imported)).toBe('0 function\n');
  });

  it('brings a simulator that runs where it is installed', () => {
    const code = `const { simulate } = await import('${NAME}/testing'); const { entered } = await simulate({ seed: 7, items: 40 }); console.log(entered)`;
    expect(esModules.run('simulate.mjs', code)).toBe('40\n');
  });
});

describe('beside its peers', () => {
  beforeAll(() => {
    for (const project of [commonJs, esModules])
      project.lend('@nestjs', 'rxjs', 'reflect-metadata', 'pg', '@types/pg', 'pg-types', 'pg-protocol', 'typeorm', '@types/node', 'undici-types'); // prettier-ignore
  });

  it('has the same exports in CommonJS and ES modules', () => {
    const names = commonJs.exportsOf(ENTRIES);
    expect(esModules.exportsOf(ENTRIES)).toEqual(names);
    expect(names).toEqual([
      expect.arrayContaining([
        'BatchDispatcher',
        'InProcessWake',
        'LaneIntake',
        'MemoryBatchStore',
        'packItems',
      ]),
      ['PostgresBatchStore', 'maintainBatching', 'migrateBatching', 'singleConnection'],
      [
        'ManualClock',
        'batchStoreCases',
        'batchStoreConformance',
        'manyItems',
        'simulate',
        'testItems',
        'testKey',
      ],
      ['BATCH_STORE', 'BatchingModule'],
    ]);
  });

  it('recognises an error of its other half, where instanceof cannot', () => {
    const code = `
      import * as esm from '${NAME}';
      import { createRequire } from 'node:module';
      const cjs = createRequire(import.meta.url)('${NAME}');
      try { cjs.packItems([{ id: '' }]); } catch (error) {
        console.log(error instanceof esm.SchedulerError, esm.isSchedulerError(error), error.code, error.field);
      }`;
    expect(esModules.run('halves.mjs', code)).toBe('false true INVALID_ITEMS ids[0]\n');
  });

  it('runs the Postgres example of the README on a database of its own', async () => {
    const database = await createTestDatabase();
    const [example = ''] = packed.examples('ts');
    const code = `${example.replace('postgres://localhost/app', database.url)}
      const hints = [];
      await example({ sealWindow: async ({ groupId }) => void hints.push(groupId) });
      console.log(hints, (await pool.query('select items from batching.batch')).rows);
      await pool.end();`;
    expect(await esModules.runTypeScript('postgres.mjs', code)).toBe("[ 'list-1' ] [ { items: 1 } ]\n");
    await database.drop();
  });

  it('type checks the examples of the README strictly, in CommonJS, in ES modules and for a bundler', () => {
    const [example = '', metrics = ''] = packed.examples('js');
    const [postgres = '', typeorm = '', nest = ''] = packed.examples('ts');
    const files = { 'example.mjs': example, 'metrics.mjs': metrics, 'postgres.ts': postgres };
    commonJs.typeCheck('node16', files);
    esModules.typeCheck('nodenext', files);
    esModules.typeCheck('bundler', files);
    commonJs.typeCheckNest({ 'nest.ts': nest, 'typeorm.ts': typeorm });
  });
});

describe('a bundler', () => {
  const bundle = (code: string): Promise<string> => esModules.bundle(NAME, code);

  it('keeps only what is used', async () => {
    const memory = await bundle(`import { MemoryBatchStore } from '${NAME}'; console.log(MemoryBatchStore);`);
    expect(memory).not.toMatch(/create table|class BatchDispatcher/);
    const postgres = await bundle(
      `import { PostgresBatchStore } from '${NAME}/postgres'; console.log(PostgresBatchStore);`,
    );
    expect(postgres).toContain('with recursive places');
    expect(postgres).not.toMatch(/class Memory|create table/);
  });

  it('keeps nothing when nothing is used', async () => {
    const names = `import { MemoryBatchStore } from '${NAME}'; import { PostgresBatchStore } from '${NAME}/postgres';`;
    expect((await bundle(names)).trim()).toBe('');
  });
});
