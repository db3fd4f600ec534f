import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, parentOf } from './process-info.ts';
import { endProcess } from './server-process.ts';

const POSTGRES_PID_FILE = join('postgres', 'postmaster.pid');
const REDIS_PID_FILE = 'redis.pid';

const FAST_THEN_HARD = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/**
 * Ends the Postgres of this data folder that outlived its launcher.
 * @throws Error when it is in use: its launcher lives.
 */
export async function stopOrphanPostgres(folder: string): Promise<void> {
  await stopOrphan(folder, POSTGRES_PID_FILE, () => join(folder, 'postgres'));
}

/** The same for an installed Redis; the one in WebAssembly is its own launcher and cannot outlive it. */
export async function stopOrphanRedis(folder: string): Promise<void> {
  await stopOrphan(folder, REDIS_PID_FILE, (lines) => `-server 127.0.0.1:${lines[1]}`);
}

/** Remembers a Redis of this folder. (Postgres writes such a file by itself.) */
export function rememberRedis(folder: string, pid: number, port: number): void {
  writeFileSync(join(folder, REDIS_PID_FILE), `${pid}\n${port}\n`);
}

export function forgetRedis(folder: string): void {
  rmSync(join(folder, REDIS_PID_FILE), { force: true });
}

/** @param mark what the command line of the process must contain, or its id is by now another's */
async function stopOrphan(folder: string, file: string, mark: (lines: string[]) => string): Promise<void> {
  const lines = linesOf(join(folder, file));
  const pid = Number(lines[0]);
  const command = pid > 1 ? commandOf(pid) : undefined;
  if (!command?.includes(mark(lines))) return;
  const parent = parentOf(pid);
  if (parent !== undefined && commandOf(parent)?.includes('-launcher')) {
    throw new Error(
      `${folder} is in use by process ${pid}: stop that run first, or choose another data folder`,
    );
  }
  await endProcess(pid, FAST_THEN_HARD);
  rmSync(join(folder, file), { force: true });
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
