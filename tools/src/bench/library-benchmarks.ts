import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Benchmark } from './benchmark.ts';

const LIBRARIES = join(__dirname, '../../../libs');

/** A program of a library that prints figures of its own and ends with 1 when one of its targets is missed. */
function libraryBenchmark(name: string, how: string, script: string, ...args: string[]): Benchmark {
  return {
    name,
    how: `${how} (libs/${script})`,
    run: async () => {
      const program = spawn(process.execPath, [join(LIBRARIES, script), ...args], { stdio: 'inherit' });
      const [code] = (await once(program, 'exit')) as [number | null];
      return [{ name: 'targets missed', value: code ?? 1, unit: '', target: { atMost: 0 } }];
    },
  };
}

export const libraryBenchmarks: readonly Benchmark[] = [
  libraryBenchmark(
    'identifiers',
    'Normalising and hashing beside the barest loop that could do it.',
    'pinterest-client/bench/identifiers.mjs',
  ),
  libraryBenchmark(
    'limiter',
    'The limiter and five others against a strict server, near, far, with much jitter and with all cores busy; the targets are ours.',
    'rate-limiter/bench/compare.mjs',
    '--seconds',
    '30',
    '--others-seconds',
    '10',
  ),
];
