import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { announcesBreaking, plannedVersion } from './planned-version.ts';

describe('plannedVersion', () => {
  let plans: string;
  beforeEach(() => (plans = mkdtempSync(join(tmpdir(), 'plans-'))));
  afterEach(() => rmSync(plans, { recursive: true }));

  it.each([
    ['0.1.2', 'patch', '0.1.3'],
    ['0.1.2', 'minor', '0.1.3'],
    ['0.1.2', 'major', '0.2.0'],
    ['1.1.2', 'patch', '1.1.3'],
    ['1.1.2', 'minor', '1.2.0'],
    ['1.1.2', 'major', '2.0.0'],
  ])('%s and %s become %s', (version, bump, next) => {
    writeFileSync(join(plans, 'a.md'), `---\nother: patch\nsample: ${bump}\n---\n\nsample: words\n`);
    expect(plannedVersion(version, 'sample', plans)).toBe(next);
  });

  it('is that of the greatest bump, and the same when no plan names the project', () => {
    writeFileSync(join(plans, 'a.md'), '---\nsample: patch\n---\n');
    writeFileSync(join(plans, 'b.md'), "---\n'sample': major\n---\n");
    expect(plannedVersion('1.0.0', 'sample', plans)).toBe('2.0.0');
    expect(plannedVersion('1.0.0', 'samp', plans)).toBe('1.0.0');
    expect(plannedVersion('1.0.0', 'sample', join(plans, 'missing'))).toBe('1.0.0');
  });
});

it.each([
  ['0.1.0', '0.1.1', false],
  ['0.1.0', '0.2.0', true],
  ['0.9.0', '1.0.0', true],
  ['1.0.0', '1.1.0', false],
  ['1.4.0', '2.0.0', true],
])('from %s to %s a breaking change is announced: %p', (before, after, announced) => {
  expect(announcesBreaking(before, after)).toBe(announced);
});
