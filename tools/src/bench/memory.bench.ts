import { setTimeout as delay } from 'node:timers/promises';
import { type Benchmark, type BenchmarkOptions, percentile } from './benchmark.ts';
import { cleanUsers } from './clean-users.ts';
import { residentBytes } from './process-tree.ts';
import { onStage } from './stage.ts';

const USERS = 1_000_000;
/** What a run is compared with: long enough for the heap to have found its size. */
const FEW_USERS = 200_000;
const WATCHED_SECONDS = 60;
const SAMPLE_MS = 250;
/** A heap that waits for its collector differs by this much from one moment to the next. */
const LEEWAY_MB = 64;

export const memoryBenchmark: Benchmark = {
  name: 'memory',
  how: `Standard limits, so that nearly all users stay pending. First ${FEW_USERS.toLocaleString('en-US')} users are streamed in, then a million more. Compared are
the gateway's largest resident memory during either stream, and the worker's median over ${WATCHED_SECONDS} s after either.`,
  run: ({ users = USERS, workers = 1 }: BenchmarkOptions) =>
    onStage({ workers }, async ({ stack, brand, addingTo }) => {
      const [gateway, worker] = [stack.gateways[0]?.pid ?? 0, stack.workers[0]?.pid ?? 0];
      const { stepId } = await addingTo('Pending');
      const enter = (count: number, name: string): Promise<number[]> =>
        whileRunning(gateway, brand.stream(stepId, cleanUsers(count, name), name));
      const early = await enter(FEW_USERS, 'early');
      const workerEarly = await whileRunning(worker, delay(WATCHED_SECONDS * 1_000));
      const late = await enter(users, 'late');
      const workerLate = await whileRunning(worker, delay(WATCHED_SECONDS * 1_000));
      const { pending } = await brand.metrics(stepId);
      const [before, after] = [percentile(workerEarly, 0.5), percentile(workerLate, 0.5)];
      const mb = (name: string, value: number) => ({ name, value, unit: 'MB' });
      return [
        { name: 'users pending at the end', value: pending, unit: '' },
        mb(`gateway, largest while ${FEW_USERS} users come in`, percentile(early, 1)),
        mb(`gateway, largest while ${users} users come in`, percentile(late, 1)),
        {
          ...mb('gateway, more for more users', percentile(late, 1) - percentile(early, 1)),
          target: { atMost: LEEWAY_MB },
        },
        mb(`worker, median with up to ${FEW_USERS} pending`, before),
        mb(`worker, median with up to ${FEW_USERS + users} pending`, after),
        { ...mb('worker, more for a longer backlog', after - before), target: { atMost: LEEWAY_MB } },
      ];
    }),
};

/** The memory of a process in MB, looked at again and again until the work is done. */
async function whileRunning(pid: number, work: Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentBytes(pid) / 1_000_000), SAMPLE_MS);
  try {
    await work;
    return samples;
  } finally {
    clearInterval(timer);
  }
}
