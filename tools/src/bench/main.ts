import { parseArgs } from 'node:util';
import { type Benchmark, type BenchmarkOptions, isMet } from './benchmark.ts';
import { latencyBenchmark } from './latency.bench.ts';
import { libraryBenchmarks } from './library-benchmarks.ts';
import { limitsBenchmark } from './limits.bench.ts';
import { memoryBenchmark } from './memory.bench.ts';
import { pipelineBenchmark } from './pipeline.bench.ts';
import { recoveryBenchmark } from './recovery.bench.ts';
import { renderFigures, renderStart } from './report.ts';
import { subscriptionsBenchmark } from './subscriptions.bench.ts';
import { timelineBenchmark } from './timeline.bench.ts';

// `npm run bench`: every figure that the product promises, measured on this machine. Each says how; the exit code is 1
// when one of them misses its target. Linux only: processor time and memory come from /proc.

const BENCHMARKS: readonly Benchmark[] = [
  pipelineBenchmark,
  latencyBenchmark,
  limitsBenchmark,
  memoryBenchmark,
  timelineBenchmark,
  recoveryBenchmark,
  subscriptionsBenchmark,
  ...libraryBenchmarks,
];

const USAGE = `npm run bench -- [--only NAME]... [--users N] [--workers N] [--list]

  --only NAME   one of ${BENCHMARKS.map(({ name }) => name).join(', ')}; may be given more than once
  --users N     instead of each benchmark's own number
  --workers N   worker processes
  --list        what there is, and how it measures`;

async function main(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: { only: { ...text, multiple: true }, users: text, workers: text, list: flag, help: flag },
  });
  if (values.help) return say(USAGE);
  if (values.list) return say(BENCHMARKS.map(renderStart).join('\n'));
  const options = {
    users: positive('--users', values.users),
    workers: positive('--workers', values.workers),
  };
  const missed: string[] = [];
  for (const benchmark of chosen(values.only))
    if (!(await run(benchmark, options))) missed.push(benchmark.name);
  say(missed.length === 0 ? '\nEvery target was met.' : `\nMissed: ${missed.join(', ')}`);
  return missed.length === 0 ? 0 : 1;
}

/** Says whether every target was met. A benchmark that breaks does not keep the others from running. */
async function run(benchmark: Benchmark, options: BenchmarkOptions): Promise<boolean> {
  say(renderStart(benchmark));
  try {
    const figures = await benchmark.run(options);
    say(renderFigures(figures));
    return figures.every(isMet);
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    return false;
  }
}

function chosen(names: readonly string[] | undefined): readonly Benchmark[] {
  if (!names) return BENCHMARKS;
  return names.map((name) => {
    const found = BENCHMARKS.find((benchmark) => benchmark.name === name);
    if (!found) throw new Error(`there is no benchmark '${name}'\n\n${USAGE}`);
    return found;
  });
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`${name} must be a positive whole number, not '${text}'`);
}

function say(text: string): number {
  console.log(text);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
