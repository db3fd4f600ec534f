// Real: git, in a repository of the test's own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseSchema, isAnnounced } from './base-schema.ts';
import { compareSchemas } from './compare.ts';

const FILE = 'schema.graphql';
const BEFORE = 'type Query { "Old." old: Int @deprecated(reason: "Use now.") now(first: Int): Int }';

describe('changes of a schema', () => {
  it('are breaking when a client of before would fail', async () => {
    const { breaking } = await compareSchemas(BEFORE, 'type Query { now(first: Int!): String }');
    expect(breaking).toHaveLength(2);
    expect(breaking.join('\n')).toMatch(/now/);
  });

  it('are not when something is added, or something deprecated goes', async () => {
    const { breaking, harmless } = await compareSchemas(
      BEFORE,
      'type Query { now(first: Int): Int more: Int }',
    );
    expect(breaking).toEqual([]);
    expect(harmless.join('\n')).toContain('more');
  });
});

describe('what a schema is compared with', () => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'schema-check-'));
    folders.push(made);
    return made;
  };
  afterAll(() => folders.forEach((one) => rmSync(one, { recursive: true, force: true })));
  const git = (cwd: string, ...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...words], {
      cwd,
      stdio: 'pipe',
    });
  const repository = (...schemas: readonly string[]): string => {
    const made = folder();
    git(made, 'init', '--quiet');
    for (const [at, sdl] of schemas.entries()) {
      writeFileSync(join(made, FILE), sdl);
      git(made, 'add', '.');
      git(made, 'commit', '--quiet', '-m', at === 0 ? 'first' : 'second\n\nBREAKING CHANGE: it was wrong');
    }
    return made;
  };

  it('is that of the commit before HEAD', async () => {
    const made = repository('one', 'two');
    expect(await baseSchema(made, FILE)).toMatchObject({
      kind: 'found',
      sdl: 'one',
      note: 'the commit before HEAD',
    });
    expect(await baseSchema(made, FILE, 'HEAD')).toMatchObject({ sdl: 'two' });
    expect(await isAnnounced(made)).toBe(true);
  });

  it('is HEAD itself in a clone of depth 1, and says so', async () => {
    const made = folder();
    git(made, 'clone', '--quiet', '--depth', '1', `file://${repository('one', 'two')}`, 'shallow');
    const base = await baseSchema(join(made, 'shallow'), FILE);
    expect(base).toMatchObject({ kind: 'found', sdl: 'two' });
    expect(base.kind === 'found' && base.note).toContain('no commit before it');
  });

  it('is nothing without git, without a commit, or without the file', async () => {
    expect(await baseSchema(folder(), FILE)).toMatchObject({ kind: 'none' });
    expect(await baseSchema(repository('one'), 'other.graphql')).toMatchObject({ kind: 'none' });
    expect(await isAnnounced(repository('one'))).toBe(false);
  });
});
