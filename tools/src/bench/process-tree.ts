import { readdirSync, readFileSync } from 'node:fs';

/** One process as /proc shows it (Linux). */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** User and system time of itself and of the children that it has buried. */
  readonly cpuSeconds: number;
}

/** The unit of /proc/<pid>/stat: `getconf CLK_TCK`, which is 100 on every Linux that runs Node. */
const TICKS_PER_SECOND = 100;
// Places in stat, counted from the state, which follows the name: man 5 proc.
const [PARENT, UTIME, CSTIME] = [1, 11, 14];

export function parseStat(stat: string): ProcessEntry {
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = afterName.slice(UTIME, CSTIME + 1).reduce((sum, text) => sum + Number(text), 0);
  return {
    pid: parseInt(stat, 10),
    parent: Number(afterName[PARENT]),
    cpuSeconds: ticks / TICKS_PER_SECOND,
  };
}

/** Every process of the machine at this moment. */
export function processes(): readonly ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const stat = read(`/proc/${pid}/stat`);
      return stat === undefined ? [] : [parseStat(stat)];
    });
}

/** The process with all that descend from it. */
export function treeOf(pid: number, all: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const own = all.filter((entry) => entry.pid === pid);
  const children = all.filter((entry) => entry.parent === pid);
  return [...own, ...children.flatMap((child) => treeOf(child.pid, all))];
}

/** Memory that the process holds, in bytes. @throws Error when it is gone */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  if (kilobytes === undefined) throw new Error(`there is no process ${pid}`);
  return Number(kilobytes) * 1_024;
}

/** A process may end between the listing and the look. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
