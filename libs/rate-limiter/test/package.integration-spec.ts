// Real: npm pack, npm install, node, tsc, publint, attw, rollup, on the tarball that would be published.
import { resolve } from 'node:path';

import { PackedPackage, type TrialProject } from '@audience-sync/test-kit';

const NAME = '@audience-sync/rate-limiter';
const ENTRIES = [NAME, `${NAME}/redis`, `${NAME}/testing`, `${NAME}/nestjs`];
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

  it('holds its documents and licence, and neither tests nor the benchmark', () => {
    const files = commonJs.filesOf(NAME);
    const documents = ['README.md', 'CHANGELOG.md', 'LICENSE', 'etc/rate-limiter.api.md'];
    expect(files).toEqual(expect.arrayContaining(documents));
    expect(files.filter((file) => /\.spec\.|integration|bench|frozen/.test(file))).toEqual([]);
  });

  it('passes a package linter and a types-resolution checker', () => {
    packed.lint();
  });

  it('runs the example of the README as it stands, in either kind of project', () => {
    const [example = ''] = packed.examples('js');
    for (const project of [commonJs, esModules])
      expect(project.run('example.mjs', example).match(/200/g)).toHaveLength(15);
  });

  it('works without the optional peers, required and imported', () => {
    const use = `new all[0].MemoryRateLimiter().acquire({ key: 'a', windows: [{ name: 's', limit: 1, periodMs: 1 }] }).then(({ kind }) => console.log(kind, typeof all[1].RedisRateLimiter))`;
    const required = `const all = [require('${NAME}'), require('${NAME}/redis')]; ${use}`;
    const imported = `const all = [await import('${NAME}'), await import('${NAME}/redis')]; ${use}`;
    expect(commonJs.run('use.cjs', required)).toBe('permit function\n');
    expect(esModules.run('use.mjs', imported)).toBe('permit function\n');
  });
});

describe('beside its peers', () => {
  beforeAll(() => {
    for (const project of [commonJs, esModules])
      project.lend('@nestjs', 'rxjs', 'reflect-metadata', 'ioredis', '@types/node', 'undici-types');
  });

  it('has the same exports in CommonJS and ES modules', () => {
    expect(esModules.exportsOf(ENTRIES)).toEqual(commonJs.exportsOf(ENTRIES));
    expect(commonJs.exportsOf(ENTRIES)).toEqual([
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
    expect(esModules.run('halves.mjs', code)).toBe('false true INVALID_REQUEST\n');
  });

  it('type checks the examples of the README strictly, in CommonJS, in ES modules and for a bundler', () => {
    const [example = ''] = packed.examples('js');
    const [redis = '', nest = ''] = packed.examples('ts');
    commonJs.typeCheck('node16', { 'example.mjs': example, 'redis.ts': redis });
    esModules.typeCheck('nodenext', { 'example.mjs': example, 'redis.ts': redis });
    esModules.typeCheck('bundler', { 'example.mjs': example, 'redis.ts': redis });
    commonJs.typeCheckNest({ 'nest.ts': nest });
  });
});

describe('a bundler', () => {
  it('keeps only what is used', async () => {
    const memory = await esModules.bundle(
      NAME,
      `import { MemoryRateLimiter } from '${NAME}'; console.log(MemoryRateLimiter);`,
    );
    expect(memory).not.toMatch(/evalsha|ZADD/);
    const redis = await esModules.bundle(
      NAME,
      `import { RedisRateLimiter } from '${NAME}/redis'; console.log(RedisRateLimiter);`,
    );
    expect(redis).toContain('ZRANGEBYSCORE');
    expect(redis).not.toMatch(/class Memory/);
  });

  it('keeps nothing when nothing is used', async () => {
    const names = `import { MemoryRateLimiter } from '${NAME}'; import { RedisRateLimiter } from '${NAME}/redis';`;
    expect((await esModules.bundle(NAME, names)).trim()).toBe('');
  });
});
