// Real: npm pack, npm install, node, tsc, publint, attw, rollup, on the tarball that would be published.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { rollup } from '@rollup/wasm-node';

import { bin, examples, lend, PackedPackage, run } from './packed-package.ts';

const NAME = '@audience-sync/rate-limiter';
const ENTRIES = [NAME, `${NAME}/redis`, `${NAME}/testing`, `${NAME}/nestjs`];
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

  it('holds its documents and licence, and neither tests nor the benchmark', () => {
    const files = readdirSync(join(commonJs, 'node_modules', NAME), { recursive: true }).map(String);
    const documents = ['README.md', 'CHANGELOG.md', 'LICENSE', 'etc/rate-limiter.api.md'];
    expect(files).toEqual(expect.arrayContaining(documents));
    expect(files.filter((file) => /\.spec\.|integration|bench/.test(file))).toEqual([]);
  });

  it('passes a package linter and a types-resolution checker', () => {
    run(packed.folder, bin('publint'), packed.tarball, '--strict');
    run(packed.folder, bin('attw'), packed.tarball);
  });

  it('runs the example of the README as it stands, in either kind of project', () => {
    const [example = ''] = examples('js');
    for (const project of [commonJs, esModules])
      expect(runCode(project, 'example.mjs', example).match(/200/g)).toHaveLength(15);
  });

  it('works without the optional peers, required and imported', () => {
    const use = `new all[0].MemoryRateLimiter().acquire({ key: 'a', windows: [{ name: 's', limit: 1, periodMs: 1 }] }).then(({ kind }) => console.log(kind, typeof all[1].RedisRateLimiter))`;
    const [root, redis] = ENTRIES;
    const required = runCode(
      commonJs,
      'use.cjs',
      `const all = [require('${root}'), require('${redis}')]; ${use}`,
    );
    const imported = runCode(
      esModules,
      'use.mjs',
      `const all = [await import('${root}'), await import('${redis}')]; ${use}`,
    );
    expect([required, imported]).toEqual(['permit function\n', 'permit function\n']);
  });
});

describe('beside its peers', () => {
  beforeAll(() => {
    for (const project of [commonJs, esModules])
      lend(project, '@nestjs', 'rxjs', 'reflect-metadata', 'ioredis', '@types/node', 'undici-types');
  });

  it('has the same exports in CommonJS and ES modules', () => {
    const list = `console.log(JSON.stringify(all.map((one) => Object.keys(one).filter((key) => !/^(default|module.exports|__esModule)$/.test(key)).sort())))`;
    const required = `const all = [${ENTRIES.map((entry) => `require('${entry}')`).join()}]; ${list}`;
    const imported = `const all = [${ENTRIES.map((entry) => `await import('${entry}')`).join()}]; ${list}`;
    const names = JSON.parse(runCode(commonJs, 'entries.cjs', required)) as unknown;
    expect(JSON.parse(runCode(esModules, 'entries.mjs', imported))).toEqual(names);
    expect(names).toEqual([
      ['MemoryRateLimiter', 'RateLimiterError', 'isRateLimiterError'],
      ['RedisRateLimiter'],
      ['ManualClock', 'SlidingCount', 'rateLimiterConformance', 'startStrictServer'],
      ['RATE_LIMITER', 'RateLimiterModule'],
    ]);
  });

  it('recognises an error of its other half, where instanceof cannot', () => {
    const code = `
      import * as esm from '${NAME}';
      import { createRequire } from 'node:module';
      const cjs = createRequire(import.meta.url)('${NAME}');
      const error = await new cjs.MemoryRateLimiter().acquire({ key: '', windows: [] }).catch((caught) => caught);
      console.log(error instanceof esm.RateLimiterError, esm.isRateLimiterError(error), error.code);`;
    expect(runCode(esModules, 'halves.mjs', code)).toBe('false true INVALID_REQUEST\n');
  });

  it('type checks its examples with strict, libraries included, in either kind of project', () => {
    const [example = ''] = examples('js');
    const [redis = '', nest = ''] = examples('ts');
    for (const project of [commonJs, esModules]) {
      writeFileSync(join(project, 'checked.mjs'), example);
      writeFileSync(join(project, 'redis.ts'), redis);
      const files = ['checked.mjs', 'redis.ts'];
      run(
        project,
        bin('tsc'),
        ...STRICT,
        '--allowJs',
        '--checkJs',
        '--module',
        'node20',
        '--types',
        'node',
        ...files,
      );
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
      [`${NAME}/redis`, join(dist, 'redis/index.js')],
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
    const memory = await bundle(
      `import { MemoryRateLimiter } from '${NAME}'; console.log(MemoryRateLimiter);`,
    );
    expect(memory).not.toMatch(/evalsha|ZADD/);
    const redis = await bundle(
      `import { RedisRateLimiter } from '${NAME}/redis'; console.log(RedisRateLimiter);`,
    );
    expect(redis).toContain('ZRANGEBYSCORE');
    expect(redis).not.toMatch(/class Memory/);
  });

  it('keeps nothing when nothing is used', async () => {
    const names = `import { MemoryRateLimiter } from '${NAME}'; import { RedisRateLimiter } from '${NAME}/redis';`;
    expect((await bundle(names)).trim()).toBe('');
  });
});
