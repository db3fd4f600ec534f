import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const HAS_PROC = existsSync('/proc/self/cmdline');

/** The command line of a living process; undefined when there is none (a zombie counts as none). */
export function commandOf(pid: number): string | undefined {
  return HAS_PROC
    ? fromProc(pid, 'cmdline')?.replaceAll('\0', ' ').trim() || undefined
    : fromPs(pid, 'command=');
}

/** The id of its parent; undefined when there is no such process. */
export function parentOf(pid: number): number | undefined {
  // The second field of stat is the name in brackets and may hold anything; the parent is two fields after it.
  const text = HAS_PROC
    ? fromProc(pid, 'stat')?.split(')').at(-1)?.trim().split(' ')[1]
    : fromPs(pid, 'ppid=');
  return text === undefined ? undefined : Number(text);
}

/** Waits until the process is gone. Says whether it went in time. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (commandOf(pid) !== undefined) {
    if (Date.now() > end) return false;
    await delay(20);
  }
  return true;
}

function fromProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

function fromPs(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
