// Real: npm pack, npm install, node, tsc, publint, attw, rollup, on the tarball that would be published.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { rollup } from '@rollup/wasm-node';

import { bin, examples, lend, PackedPackage, run } from './packed-package.ts';

const NAME = '@audience-sync/batching-scheduler';
const ENTRIES = [NAME, `${NAME}/postgres`, `${NAME}/testing`, `${NAME}/nestjs`];
const STRICT = [
  '--noEmit',
  '--strict',
  '--exactOptionalPropertyTypes',
  '--noUncheckedIndexedAccess',
  '--target',
  'es2023',
];
let packed: PackedPackage;
let commonJs: string;
let esModules: string;

beforeAll(() => {
  packed = new PackedPackage();
  [commonJs, esModules] = [packed.install('commonjs'), packed.install('module')];
}, 120_000);
afterAll(() => packed.remove());

function runCode(project: string, file: string, code: string): string {
  writeFileSync(join(project, file), code);
  return run(project, process.execPath, file);
}

describe('the tarball', () => {
  it('installs alone: no other package comes with it', () => {
    for (const project of [commonJs, esModules]) {
      const installed = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
      expect(installed).toEqual(['@audience-sync']);
    }
  });

  it('holds its documents, example and licence, and neither tests nor the benchmark', () => {
    const files = readdirSync(join(commonJs, 'node_modules', NAME), { recursive: true }).map(String);
    const documents = [
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'etc/batching-scheduler.api.md',
      'examples/webhooks.mjs',
    ];
    expect(files).toEqual(expect.arrayContaining(documents));
    expect(files.filter((file) => /\.spec\.|integration|bench/.test(file))).toEqual([]);
  });

  it('passes a package linter and a types-resolution checker', () => {
    run(packed.folder, bin('publint'), packed.tarball, '--strict');
    run(packed.folder, bin('attw'), packed.tarball);
  });

  it('runs the example of the README as it stands, in either kind of project', () => {
    const [example = ''] = examples('js');
    for (const project of [commonJs, esModules]) {
      const lines = runCode(project, 'example.mjs', example).trim().split('\n');
      expect([lines[0], lines.slice(1).sort()]).toEqual(['ADD ann bob cat', ['ADD eve', 'REMOVE dan']]);
    }
  });

  it('runs the webhook example as it stands', () => {
    const example = readFileSync(join(esModules, 'node_modules', NAME, 'examples/webhooks.mjs'), 'utf8');
    expect(runCode(esModules, 'webhooks.mjs', example)).toBe(
      '499 delivered, 1 refused, 499 received\nevt_123: ERRORED, EVENT_REFUSED, status 422\n',
    );
  });

  it('works without the optional peers, required and imported', () => {
    const use = `new all[0].MemoryBatchStore().claim('f', 1).then((claimed) => console.log(claimed.length, typeof all[1].PostgresBatchStore))`;
    const [root, postgres] = ENTRIES;
    const required = `const all = [require('${root}'), require('${postgres}')]; ${use}`;
    const imported = `const all = [await import('${root}'), await import('${postgres}')]; ${use}`;
    expect(runCode(commonJs, 'use.cjs', required)).toBe('0 function\n');
    expect(runCode(esModules, 'use.mjs', imported)).toBe('0 function\n');
  });

  it('brings a simulator that runs where it is installed', () => {
    const code = `const { simulate } = await import('${NAME}/testing'); const { entered } = await simulate({ seed: 7, items: 40 }); console.log(entered)`;
    expect(runCode(esModules, 'simulate.mjs', code)).toBe('40\n');
  });
});

describe('beside its peers', () => {
  beforeAll(() => {
    for (const project of [commonJs, esModules])
      lend(project, '@nestjs', 'rxjs', 'reflect-metadata', 'pg', '@types/pg', 'pg-types', 'pg-protocol', '@types/node', 'undici-types'); // prettier-ignore
  });

  it('has the same exports in CommonJS and ES modules', () => {
    const list = `console.log(JSON.stringify(all.map((one) => Object.keys(one).filter((key) => !/^(default|module.exports|__esModule)$/.test(key)).sort())))`;
    const required = `const all = [${ENTRIES.map((entry) => `require('${entry}')`).join()}]; ${list}`;
    const imported = `const all = [${ENTRIES.map((entry) => `await import('${entry}')`).join()}]; ${list}`;
    const names = JSON.parse(runCode(commonJs, 'entries.cjs', required)) as unknown;
    expect(JSON.parse(runCode(esModules, 'entries.mjs', imported))).toEqual(names);
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
    expect(runCode(esModules, 'halves.mjs', code)).toBe('false true INVALID_ITEMS ids[0]\n');
  });

  it('type checks its examples with strict, libraries included, in either kind of project', () => {
    const [example = ''] = examples('js');
    const [postgres = '', nest = ''] = examples('ts');
    const options = ['--allowJs', '--checkJs', '--module', 'node20', '--types', 'node'];
    for (const project of [commonJs, esModules]) {
      writeFileSync(join(project, 'checked.mjs'), example);
      writeFileSync(join(project, 'postgres.ts'), postgres);
      run(project, bin('tsc'), ...STRICT, ...options, 'checked.mjs', 'postgres.ts');
    }
    writeFileSync(join(commonJs, 'nest.cts'), nest);
    const decorators = ['--experimentalDecorators', '--emitDecoratorMetadata', '--skipLibCheck'];
    run(commonJs, bin('tsc'), ...STRICT, ...decorators, '--module', 'node20', '--types', 'node', 'nest.cts');
  });

  it('type checks with a bundler', () => {
    writeFileSync(join(esModules, 'bundled.ts'), examples('ts')[0] ?? '');
    const options = ['--module', 'esnext', '--moduleResolution', 'bundler', '--types', 'node'];
    run(esModules, bin('tsc'), ...STRICT, ...options, 'bundled.ts');
  });
});

describe('a bundler', () => {
  async function bundle(code: string): Promise<string> {
    const input = join(esModules, 'bundled.mjs');
    writeFileSync(input, code);
    const dist = join(esModules, 'node_modules', NAME, 'dist/esm');
    const files = new Map([
      [NAME, join(dist, 'index.js')],
      [`${NAME}/postgres`, join(dist, 'postgres/index.js')],
    ]);
    const resolver = { name: 'package', resolveId: (id: string) => files.get(id) ?? null };
    const treeshake = { moduleSideEffects: 'no-external' } as const;
    const built = await rollup({
      input,
      external: /^node:/,
      plugins: [resolver],
      treeshake,
      logLevel: 'silent',
    });
    return (await built.generate({ format: 'esm' })).output[0].code;
  }

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
