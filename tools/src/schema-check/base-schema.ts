import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What the schema of today is compared with, or why there is nothing to compare it with. */
export type BaseSchema =
  | { readonly kind: 'found'; readonly commit: string; readonly sdl: string; readonly note: string }
  | { readonly kind: 'none'; readonly why: string };

const run = promisify(execFile);
const GIT_TIMEOUT_MS = 30_000;
const MAX_BYTES = 50_000_000;

/**
 * The schema of the commit before HEAD, which HEAD changed. A clone of depth 1 has no such commit: there what is in the
 * working tree is compared with HEAD itself.
 */
export async function baseSchema(folder: string, file: string, wanted?: string): Promise<BaseSchema> {
  const git = async (...words: string[]): Promise<string | null> => {
    const options = { cwd: folder, timeout: GIT_TIMEOUT_MS, maxBuffer: MAX_BYTES };
    return run('git', words, options).then(
      ({ stdout }) => stdout,
      () => null,
    );
  };
  const commitOf = async (name: string) =>
    (await git('rev-parse', '--verify', '--quiet', `${name}^{commit}`))?.trim() || null;
  const [head, previous] = [await commitOf('HEAD'), await commitOf(wanted ?? 'HEAD^')];
  if (head === null) return { kind: 'none', why: 'this is no git repository with a commit' };
  if (previous === null && wanted !== undefined)
    return { kind: 'none', why: `there is no commit ${wanted} here` };
  const commit = previous ?? head;
  const sdl = await git('show', `${commit}:${file}`);
  if (sdl === null) return { kind: 'none', why: `${commit.slice(0, 12)} has no ${file}` };
  const note =
    previous === null
      ? 'HEAD itself, since the clone holds no commit before it'
      : (wanted ?? 'the commit before HEAD');
  return { kind: 'found', commit, sdl, note };
}

/** Whether HEAD's message announces a breaking change, as Conventional Commits do. */
export async function isAnnounced(folder: string): Promise<boolean> {
  const log = await run('git', ['log', '-1', '--format=%B'], { cwd: folder, timeout: GIT_TIMEOUT_MS }).catch(
    () => null,
  );
  return /^BREAKING[ -]CHANGE: \S/m.test(log?.stdout ?? '');
}
