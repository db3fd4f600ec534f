import { setTimeout as delay } from 'node:timers/promises';
import { type Metrics } from '../demo/progress.ts';
import { type Benchmark, type BenchmarkOptions, type Figure, percentile } from './benchmark.ts';
import { type CpuSeconds, startCpuMeter } from './cpu-meter.ts';
import { HeapInspector } from './heap-inspector.ts';
import { residentBytes } from './process-tree.ts';
import { onStage, type Stage } from './stage.ts';
import { type Change, ChangeLog } from './subscriptions/change-log.ts';
import { type LiveReads, liveReads } from './subscriptions/live-reads.ts';
import { screenTimes } from './subscriptions/screen-times.ts';
import { steadyTraffic } from './subscriptions/steady-traffic.ts';
import { SubscriberCrowd } from './subscriptions/subscriber-crowd.ts';
import { type Arrivals } from './subscriptions/subscriber-messages.ts';
import { WatchedSteps } from './subscriptions/watched-steps.ts';

const USERS_PER_SECOND = 10_000;
const SECONDS = 60;
const WARM_UP_SECONDS = 10;
const SUBSCRIBERS = 5_000;
const STEPS = 200;
const AUDIENCES = 20;
const SOCKETS_A_KEY = 1_000;
const CROWDS = 2;
/** A window's users are settled by then; until then a run has not reached its pace. */
const RUN_UP_MS = 7_000;
/** What has not arrived so long after the last change is missed. */
const PATIENCE_MS = 2_000;
const MAX_SCREEN_MS = 1_000;
const MAX_KILOBYTES = 30;
const MAX_MESSAGES_PER_SECOND = 4;

/** Of the gateway after it has collected its garbage, in bytes. */
interface Memory {
  readonly heap: number;
  readonly resident: number;
}

interface Run {
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly arrivals: readonly Arrivals[];
  readonly inTheEnd: ReadonlyMap<string, Metrics>;
  readonly memory: Readonly<Record<'before' | 'idle' | 'after', Memory>>;
  readonly openSeconds: number;
  /** From the first user to the last message. */
  readonly seconds: number;
  readonly settledPerSecond: number;
  readonly cpu: CpuSeconds & { readonly subscribers: number };
  readonly reads: LiveReads;
}

export const subscriptionsBenchmark: Benchmark = {
  name: 'subscriptions',
  how: `One gateway, ${SUBSCRIBERS.toLocaleString('en-US')} sockets (graphql-transport-ws; ${CROWDS} processes hold them) that watch ${STEPS} steps that feed ${AUDIENCES} audiences. Limits are lifted
at the sandbox and in the worker. ${USERS_PER_SECOND.toLocaleString('en-US')} users a second come in by NDJSON bodies of 100, one for each step every two seconds, and are
settled by the ordinary windows. Change to screen: from the end of the transaction that changed a step's counters (a deferred
trigger notes the database's clock) to the first message that shows it, for every change and every subscriber of the step. In the
end each subscriber's last value is compared with the query, and the ledger with a recount. Memory: the gateway's heap and resident
memory (garbage collected) with all subscribers, idle and after the traffic, less what it was after ${WARM_UP_SECONDS} s of the same traffic without any.`,
  run: async ({ users = USERS_PER_SECOND * SECONDS, workers = 1 }: BenchmarkOptions) => {
    const heap = new HeapInspector('gateway-1');
    const options = {
      workers,
      env: { SYNC_UNLIMITED: 'true', ...heap.env },
      sandboxEnv: { SANDBOX_UNLIMITED: 'true' },
      onLine: heap.onLine,
    };
    return onStage(options, async (stage) => {
      const crowd = new SubscriberCrowd(CROWDS);
      const log = await ChangeLog.keep(stage.stack.services.postgres.url);
      const seconds = Math.ceil(users / USERS_PER_SECOND);
      try {
        return figuresOf(await runOnce(stage, { crowd, log, heap, seconds }));
      } finally {
        crowd.close();
        await log.close();
      }
    });
  },
};

interface Parts {
  readonly crowd: SubscriberCrowd;
  readonly log: ChangeLog;
  readonly heap: HeapInspector;
  readonly seconds: number;
}

async function runOnce({ stack, brand }: Stage, { crowd, log, heap, seconds }: Parts): Promise<Run> {
  const { pid = 0, url = '' } = stack.gateways[0] ?? {};
  const held = async (): Promise<Memory> => ({
    heap: await heap.collectGarbage(),
    resident: residentBytes(pid),
  });
  const steps = await WatchedSteps.launch(brand, STEPS, AUDIENCES);
  const traffic = { stepIds: steps.ids, usersPerSecond: USERS_PER_SECOND };
  const warmUp = await steadyTraffic(brand, { ...traffic, seconds: WARM_UP_SECONDS, prefix: 'warm-up' });
  await steps.settled(warmUp);
  const before = await held();

  const openSeconds = await openAll(steps, crowd, url);
  const idle = await held();

  const [stopMeter, clientsBefore] = [startCpuMeter(stack), crowd.cpuSeconds];
  const [readsBefore, fromMs] = [await liveReads(url), Date.now()];
  const entered = await steadyTraffic(brand, { ...traffic, seconds, prefix: 'measured' });
  const untilMs = Date.now();
  const inTheEnd = await steps.settled(warmUp + entered);
  await delay(PATIENCE_MS);
  const [cpu, reads, ranMs] = [stopMeter(), await liveReads(url), Date.now() - fromMs];
  const clientSeconds = crowd.cpuSeconds - clientsBefore;
  const after = await held();
  const changes = await log.since(fromMs);
  return {
    changes,
    arrivals: await crowd.arrivals(),
    inTheEnd,
    memory: { before, idle, after },
    openSeconds,
    seconds: ranMs / 1_000,
    settledPerSecond: settledPerSecond(changes, fromMs + RUN_UP_MS, untilMs),
    cpu: { ...cpu, subscribers: clientSeconds },
    reads: less(reads, readsBefore),
  };
}

/** Answers how many seconds it took. */
async function openAll(steps: WatchedSteps, crowd: SubscriberCrowd, url: string): Promise<number> {
  const keys = await steps.viewerKeys(SUBSCRIBERS / SOCKETS_A_KEY);
  const plans = Array.from({ length: SUBSCRIBERS }, (_, at) => ({
    apiKey: keys[at % keys.length] ?? '',
    stepId: steps.ids[at % STEPS] ?? '',
  }));
  const startedAt = performance.now();
  await crowd.open(url, plans);
  const openSeconds = (performance.now() - startedAt) / 1_000;
  await delay(PATIENCE_MS);
  return openSeconds;
}

/** What was settled in between, as the log of changes has it. */
function settledPerSecond(changes: Run['changes'], fromMs: number, untilMs: number): number {
  let settled = 0;
  for (const all of changes.values()) {
    const settledBy = (ms: number): number => all.findLast(({ atMs }) => atMs <= ms)?.settled ?? 0;
    settled += settledBy(untilMs) - settledBy(fromMs);
  }
  return settled / ((untilMs - fromMs) / 1_000);
}

const less = (now: LiveReads, then: LiveReads): LiveReads => ({
  values: now.values - then.values,
  statements: now.statements - then.statements,
});

function figuresOf(run: Run): Figure[] {
  const { arrivals, changes, seconds, memory, cpu, reads } = run;
  const times = arrivals.map((one) => screenTimes(changes.get(one.stepId) ?? [], one));
  const ms = times.flatMap((one) => one.ms);
  const messages = arrivals.map(({ atMs }) => atMs.filter((at) => at >= firstMs(changes)).length / seconds);
  return [
    {
      name: 'users settled',
      value: run.settledPerSecond,
      unit: 'users/s',
      target: { atLeast: USERS_PER_SECOND * 0.95 },
    },
    { name: 'subscribers', value: arrivals.length, unit: '' },
    { name: 'all of them connected within', value: run.openSeconds, unit: 's', decimals: 1 },
    { name: 'changes of a step', value: sum([...changes.values()].map(({ length }) => length)), unit: '' },
    { name: 'change to screen, p50', value: percentile(ms, 0.5), unit: 'ms' },
    {
      name: 'change to screen, p99',
      value: percentile(ms, 0.99),
      unit: 'ms',
      target: { atMost: MAX_SCREEN_MS },
    },
    { name: 'change to screen, longest', value: percentile(ms, 1), unit: 'ms' },
    {
      name: 'changes that were not shown',
      value: sum(times.map(({ missed }) => missed)),
      unit: '',
      target: { atMost: 0 },
    },
    { name: 'wrong last values', value: wrongLastValues(run), unit: '', target: { atMost: 0 } },
    { name: 'messages to a subscriber', value: sum(messages) / messages.length, unit: '/s', decimals: 2 },
    {
      name: 'messages to a subscriber, most',
      value: percentile(messages, 1),
      unit: '/s',
      decimals: 2,
      target: { atMost: MAX_MESSAGES_PER_SECOND },
    },
    ...memoryFigures(memory),
    { name: 'values read for subscribers', value: reads.values / seconds, unit: '/s', decimals: 1 },
    { name: 'statements for that', value: reads.statements / seconds, unit: '/s', decimals: 1 },
    ...(['gateway', 'worker', 'postgres', 'subscribers'] as const).map((name) => ({
      name: `processor, ${name}`,
      value: cpu[name] / seconds,
      unit: 'cores',
      decimals: 2,
    })),
  ];
}

function memoryFigures({ before, ...then }: Run['memory']): Figure[] {
  const kinds = ['heap', 'resident'] as const;
  const moments = { idle: then.idle, 'after the traffic': then.after };
  return Object.entries(moments).flatMap(([moment, memory]) =>
    kinds.map((kind) => ({
      name: `memory of a subscriber, ${kind}, ${moment}`,
      value: (memory[kind] - before[kind]) / SUBSCRIBERS / 1_000,
      unit: 'kB',
      decimals: 1,
      target: { atMost: MAX_KILOBYTES },
    })),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const firstMs = (changes: Run['changes']): number =>
  Math.min(...[...changes.values()].map(([first]) => first?.atMs ?? Infinity));

/** Subscribers whose last value is not what the query answers. */
function wrongLastValues({ arrivals, inTheEnd }: Run): number {
  return arrivals.filter(({ stepId, entered, settled }) => {
    const { entered: right, pending } = inTheEnd.get(stepId) ?? {};
    return entered.at(-1) !== right || pending !== 0 || settled.at(-1) !== right;
  }).length;
}
