import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphanPostgres, stopOrphanRedis } from './orphans.ts';
import { commandOf } from './process-info.ts';
import { isReachableFor, postgresUser, type RunAs } from './run-as.ts';

const TEMPORARY = `audience-sync-run-${hostname().replaceAll(/[^\w.]/g, '_')}-`;

/** A fresh folder that is deleted at the end; leftovers of runs that died are removed on the way. */
export async function temporaryFolder(): Promise<string> {
  const user = postgresUser();
  const base = temporaryBase(user);
  await sweep(base);
  const folder = mkdtempSync(join(base, `${TEMPORARY}${process.pid}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/**
 * The folder for data that stays: the wanted one, or, where the user that Postgres runs as cannot get there
 * (root with a closed home folder), one of the same meaning in the system's place for it.
 */
export function persistentFolder(wanted: string): string {
  mkdirSync(wanted, { recursive: true });
  if (isReachableFor(postgresUser(), wanted)) return wanted;
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return ownFolder(join('/var/tmp', `audience-sync-${name}`));
}

/** Makes a folder in a place that everybody can write to, and trusts it only if it is ours. */
export function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  if (!isOurs(path)) throw new Error(`${path} belongs to another user`);
  chmodSync(path, 0o755);
  return path;
}

function temporaryBase(user: RunAs): string {
  const usable = [tmpdir(), '/tmp', '/var/tmp'].find(
    (path) => existsSync(path) && isReachableFor(user, path),
  );
  if (usable === undefined) throw new Error('no temporary folder that the postgres user can reach');
  return realpathSync(usable);
}

async function sweep(base: string): Promise<void> {
  for (const name of readdirSync(base)) {
    if (!name.startsWith(TEMPORARY)) continue;
    const owner = Number(name.slice(TEMPORARY.length).split('-')[0]);
    if (commandOf(owner) === undefined) await removeLeftover(join(base, name));
  }
}

/** Somebody else may be removing it, or its servers may just be stopping: then it is not our business. */
async function removeLeftover(folder: string): Promise<void> {
  try {
    if (!isOurs(folder)) return;
    await stopOrphanPostgres(folder);
    await stopOrphanRedis(folder);
    rmSync(folder, { recursive: true, force: true });
  } catch {
    return;
  }
}

function isOurs(path: string): boolean {
  return statSync(path).uid === process.getuid?.();
}
