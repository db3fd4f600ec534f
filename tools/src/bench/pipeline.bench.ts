import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expectationOf } from '../demo/expected-members.ts';
import { writeUserFile } from '../demo/user-file.ts';
import { viewOf } from '../demo/sandbox-view.ts';
import { type Benchmark, type BenchmarkOptions, type Figure } from './benchmark.ts';
import { cleanUsers } from './clean-users.ts';
import { type CpuSeconds, startCpuMeter } from './cpu-meter.ts';
import { onStage, type Stage } from './stage.ts';

const USERS = 1_000_000;
const WARM_UP_USERS = 100_000;
const AUDIENCE = 'Everybody';
const MIN_USERS_PER_SECOND = 60_000;
const MAX_CPU_SECONDS_PER_MILLION = 20;

/** Nothing waits for Pinterest: as many requests in the air as help. */
const UNLIMITED = {
  SYNC_UNLIMITED: 'true',
  SYNC_MAX_IN_FLIGHT_PER_AUDIENCE: '16',
  SYNC_MAX_IN_FLIGHT_PER_CONNECTION: '16',
};

interface Run {
  readonly users: number;
  readonly seconds: number;
  readonly cpu: CpuSeconds;
}

export const pipelineBenchmark: Benchmark = {
  name: 'pipeline',
  how: `Limits lifted at the sandbox and in the worker. A file of users with the customary mess is streamed to the NDJSON door;
the clock stops when every one of them is settled. The sandbox's members are compared with the file, the ledger with a recount.
CPU of gateway, worker, Postgres and Redis from /proc; the sandbox and this client are not counted, but share the cores.`,
  run: ({ users = USERS, workers = 1 }: BenchmarkOptions) =>
    onStage({ workers, env: UNLIMITED, sandboxEnv: { SANDBOX_UNLIMITED: 'true' } }, async (stage) =>
      figuresOf(await runOnce(stage, users)),
    ),
};

async function runOnce(stage: Stage, users: number): Promise<Run> {
  const { stack, brand, addingTo, settled } = stage;
  const file = join(stack.services.dataDir, 'bench.ndjson');
  await writeUserFile(file, users);
  const warmUp = await addingTo('Warm-up');
  await brand.stream(warmUp.stepId, cleanUsers(WARM_UP_USERS, 'warm-up'), 'warm-up');
  await settled(warmUp.stepId, WARM_UP_USERS);

  const { stepId } = await addingTo(AUDIENCE);
  const stopMeter = startCpuMeter(stack);
  const startedAt = performance.now();
  const body = Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 18 }));
  await brand.gateway.postEntries(stepId, body as ReadableStream<Uint8Array>, 'bench');
  await settled(stepId, users);
  const run = { users, seconds: (performance.now() - startedAt) / 1_000, cpu: stopMeter() };
  await compareMembers(stage, file);
  return run;
}

async function compareMembers({ stack, brand }: Stage, file: string): Promise<void> {
  const expected = await expectationOf(file);
  const { membersDigest } = await viewOf(stack.sandbox.url, brand.pinterestUserId, AUDIENCE);
  if (membersDigest !== expected.digest) throw new Error("the sandbox's members are not those of the file");
}

function figuresOf({ users, seconds, cpu }: Run): Figure[] {
  const ours = cpu.gateway + cpu.worker + cpu.postgres + cpu.redis;
  const perMillion = (spent: number): number => (spent / users) * 1_000_000;
  const share = (name: keyof CpuSeconds): Figure => ({
    name: `  ${name}`,
    value: perMillion(cpu[name]),
    unit: 'CPU s per million users',
    decimals: 2,
  });
  return [
    { name: 'users', value: users, unit: '' },
    { name: 'from the first byte to the last user settled', value: seconds, unit: 's', decimals: 1 },
    {
      name: 'NDJSON to settled',
      value: users / seconds,
      unit: 'users/s',
      target: { atLeast: MIN_USERS_PER_SECOND },
    },
    {
      name: 'CPU of the product',
      value: perMillion(ours),
      unit: 'CPU s per million users',
      decimals: 2,
      target: { atMost: MAX_CPU_SECONDS_PER_MILLION },
    },
    ...(['gateway', 'worker', 'postgres', 'redis'] as const).map(share),
    { ...share('sandbox'), name: 'CPU of the sandbox, not counted' },
  ];
}
