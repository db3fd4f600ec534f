import { commandOf } from '../services/process-info.ts';
import { type Stack } from '../stack/stack.ts';
import { processes, treeOf } from './process-tree.ts';

/** CPU seconds by what spent them. */
export type CpuSeconds = Readonly<Record<'gateway' | 'worker' | 'postgres' | 'redis' | 'sandbox', number>>;

/** What everything that belongs to the stack has spent since it started. */
function spentBy({ gateways, workers, sandbox }: Stack): CpuSeconds {
  const all = processes();
  const sum = (pids: readonly number[]): number =>
    pids.flatMap((pid) => treeOf(pid, all)).reduce((seconds, entry) => seconds + entry.cpuSeconds, 0);
  const launcher = (name: string): number[] =>
    all
      .filter(({ pid, parent }) => parent === process.pid && commandOf(pid)?.includes(`${name}-launcher`))
      .map(({ pid }) => pid);
  return {
    gateway: sum(gateways.map(({ pid }) => pid)),
    worker: sum(workers.map(({ pid }) => pid)),
    postgres: sum(launcher('postgres')),
    redis: sum(launcher('redis')),
    sandbox: sum([sandbox.pid]),
  };
}

/** Starts to count; the answer tells what was spent until it is called. Linux only. */
export function startCpuMeter(stack: Stack): () => CpuSeconds {
  const before = spentBy(stack);
  return () => {
    const after = spentBy(stack);
    const spent = (name: keyof CpuSeconds): number => after[name] - before[name];
    return {
      gateway: spent('gateway'),
      worker: spent('worker'),
      postgres: spent('postgres'),
      redis: spent('redis'),
      sandbox: spent('sandbox'),
    };
  };
}
