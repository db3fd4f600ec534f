// Real: the built declaration files and the committed report; a copy of both is broken on purpose.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { copyOfPackage, run, scriptOf } from './packed-package.ts';

const report = (cwd: string, ...args: string[]): string =>
  run(cwd, process.execPath, scriptOf('api-report.mjs'), ...args);

it('commits an API report that is what the build exports', () => {
  report(resolve(__dirname, '..'));
});

describe('once a version is released', () => {
  let folder: string;
  let copy: string;

  function edit(file: string, change: (text: string) => string): void {
    const path = join(copy, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(path, after);
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rate-limiter-report-'));
    copy = copyOfPackage(folder);
    edit('CHANGELOG.md', (text) => text.replace(' (unreleased)', ''));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets an addition pass that was written down', () => {
    edit('dist/esm/rate-limiter.d.ts', (text) =>
      text.replace(/^.*leaseMs\?.*\n/m, '$&    readonly more?: 1;\n'),
    );
    expect(() => report(copy)).toThrow(/not what the build exports/);
    report(copy, '--write');
    report(copy);
  });

  it('refuses a removal until the version announces it', () => {
    edit('dist/esm/rate-limiter.d.ts', (text) => text.replace(/^.*leaseMs\?.*\n/m, ''));
    expect(() => report(copy, '--write')).toThrow(/Breaking since 0\.1\.0.*\n.*leaseMs/);
    edit('package.json', (text) => text.replace('"version": "0.1.0"', '"version": "0.2.0"'));
    report(copy, '--write');
    report(copy);
  });
});
