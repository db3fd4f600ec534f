import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { copyOfPackage, run, scriptOf } from './packed-package.ts';

// Real: the built declaration files and the committed report; a copy of both is broken on purpose.
const report = (cwd: string, ...args: string[]) =>
  run(cwd, process.execPath, scriptOf('api-report.mjs'), ...args);

it('the committed API report is what the build exports', () => {
  report(resolve(__dirname, '..'));
});

describe('once a version is released', () => {
  let folder: string;
  let copy: string;
  const edit = (file: string, change: (text: string) => string) => {
    const path = join(copy, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(path, after);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pinterest-client-report-'));
    copy = copyOfPackage(folder);
    edit('CHANGELOG.md', (text) => text.replace(' (unreleased)', ''));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const removeOption = () => edit('dist/esm/result.d.ts', (text) => text.replace(/^.*timeoutMs.*\n/m, ''));
  const addOption = () =>
    edit('dist/esm/result.d.ts', (text) => text.replace(/^.*timeoutMs.*\n/m, '$&    readonly more?: 1;\n'));
  const setVersion = (version: string) =>
    edit('package.json', (text) => text.replace('"version": "0.1.0"', `"version": "${version}"`));

  it('an addition only has to be written down', () => {
    addOption();
    expect(() => report(copy)).toThrow(/not what the build exports/);
    report(copy, '--write');
    report(copy);
  });

  it('a removal fails until the version announces it', () => {
    removeOption();
    expect(() => report(copy, '--write')).toThrow(/Breaking since 0\.1\.0.*\n.*timeoutMs/);
    setVersion('0.1.1');
    expect(() => report(copy, '--write')).toThrow(/Breaking since 0\.1\.0/);
    edit('package.json', (text) => text.replace('"version": "0.1.1"', '"version": "0.2.0"'));
    report(copy, '--write');
    report(copy);
  });
});
