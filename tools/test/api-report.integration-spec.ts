// Real: the program, on the declaration files of a small package that changes from case to case.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkApiReport } from '@audience-sync/test-kit';

const API = `
/** What to fetch. */
export interface Query {
    /** Items a page. Default 25. */
    readonly limit?: number;
    readonly name: string;
}
/** Fetches. @throws {TypeError} without a name */
export declare function fetchPage(query: Query): void;
`;

let folder: string;
const at = (file: string): string => join(folder, file);
const report = (...args: string[]) => checkApiReport(folder, '--plans', at('plans'), ...args);

function build(declarations: string, version = '0.1.0'): void {
  const manifest = {
    name: '@scope/sample',
    version,
    exports: { '.': { import: { types: './dist/index.d.ts' } }, './package.json': './package.json' },
    nx: { name: 'sample' },
  };
  writeFileSync(at('package.json'), JSON.stringify(manifest));
  writeFileSync(at('dist/index.d.ts'), declarations);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-report-'));
  for (const part of ['dist', 'plans']) mkdirSync(at(part));
  build(API);
  report('--freeze');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is a reference with every doc comment, and is what the build exports', () => {
  report();
  const text = readFileSync(at('etc/sample.api.md'), 'utf8');
  expect(text).toContain('### Query\n\nWhat to fetch.\n\n```ts\ninterface Query {');
  expect(text).toContain('    /** Items a page. Default 25. */\n    readonly limit?: number;');
});

it('fails when something is exported without its words', () => {
  build(`${API}
export interface Bare {
    /** Its size, in bytes. */
    readonly size: number;
    readonly weight: number;
    wait(): void;
}
`);
  expect(() => report('--write')).toThrow(
    /comment:\n.*sample#Bare\n.*sample#Bare\.weight\n.*sample#Bare\.wait\n/,
  );
});

it('lets an addition pass once it was written down', () => {
  build(
    API.replace(
      'readonly name',
      '/** Where to go on. Default: the start. */\n    readonly after?: string;\n    readonly name',
    ),
  );
  expect(() => report()).toThrow(/not what the build exports/);
  report('--write');
  report();
});

describe.each([
  ['a removal', (api: string) => api.replace(/^.*readonly name.*\n/m, ''), /#Query\.name is gone/],
  [
    'a change',
    (api: string) => api.replace('query: Query): void', 'query: Query): never'),
    /#fetchPage was: .*void/,
  ],
  [
    'a demand on callers',
    (api: string) => api.replace('readonly name', 'readonly key: string;\n    readonly name'),
    /#Query\.key is required/,
  ],
])('%s', (_what, change, complaint) => {
  it('fails until the version announces it, in package.json or in a version plan', () => {
    build(change(API));
    expect(() => report('--write')).toThrow(complaint);
    build(change(API), '0.1.1');
    expect(() => report('--write')).toThrow(complaint);
    build(change(API), '0.2.0');
    report('--write');
    build(change(API));
    writeFileSync(at('plans/a.md'), '---\nsample: major\n---\n\nA better query.\n');
    report('--write');
    report();
  });
});

it('is not fooled by a report that was edited by hand, or written twice', () => {
  build(API.replace(/^.*readonly name.*\n/m, ''));
  writeFileSync(at('plans/a.md'), '---\nsample: major\n---\n');
  report('--write');
  rmSync(at('plans/a.md'));
  expect(() => report()).toThrow(/Breaking since 0\.1\.0.*\n.*#Query\.name is gone/);
});
