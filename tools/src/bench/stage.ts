import { setTimeout as delay } from 'node:timers/promises';
import { type Brand, type LaunchedCanvas } from '../brand/brand.ts';
import { Product } from '../brand/product.ts';
import { type Metrics } from '../demo/progress.ts';
import { type StackOptions } from '../stack/stack-options.ts';
import { type Stack } from '../stack/stack.ts';
import { cleanUsers } from './clean-users.ts';

const POLL_MS = 100;
const IDLE_LIMIT_MS = 120_000;

/** A whole stack of built processes and a brand that is ready to send. */
export interface Stage {
  readonly stack: Stack;
  readonly brand: Brand;
  /** An audience named so, and a canvas of one step that adds users to it. */
  readonly addingTo: (name: string) => Promise<LaunchedCanvas & { readonly stepId: string }>;
  /** Waits until so many users have entered the step and none is pending. Fails when nothing moves for two minutes. */
  readonly settled: (stepId: string, entered: number) => Promise<Metrics>;
}

/** Lets a benchmark play on a stage of its own, and takes it down in any case. */
export async function onStage<T>(options: StackOptions, play: (stage: Stage) => Promise<T>): Promise<T> {
  let lose: (message: string) => void = () => undefined;
  const lost = new Promise<never>((_resolve, reject) => (lose = (message) => reject(new Error(message))));
  lost.catch(() => undefined); // until somebody plays
  const product = await Product.start({
    services: { env: {} },
    ...options,
    env: { LOG_LEVEL: 'warn', ...options.env },
    onLost: (message) => lose(message),
  });
  const end = (): void => void product.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    const brand = await product.brand();
    const played = play(stageOf(product.stack, brand));
    played.catch(() => undefined); // when something ended, it fails after us
    const result = await Promise.race([played, lost]).finally(() => brand.close());
    const faults = await product.ledgerFaults();
    if (faults.length > 0) throw new Error(`the ledger is wrong: ${JSON.stringify(faults)}`);
    return result;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
    await product.stop();
  }
}

/** Steps that add to audiences which exist at Pinterest already: the first delivery of one creates it. */
export async function existingAudiences(
  { brand, addingTo, settled }: Stage,
  count: number,
): Promise<readonly string[]> {
  const steps = await Promise.all(Array.from({ length: count }, (_, at) => addingTo(`Audience ${at}`)));
  for (const { stepId } of steps) await brand.enter(stepId, [...cleanUsers(1, 'first')]);
  for (const { stepId } of steps) await settled(stepId, 1);
  return steps.map(({ stepId }) => stepId);
}

function stageOf(stack: Stack, brand: Brand): Stage {
  return {
    stack,
    brand,
    addingTo: async (name) => {
      const audienceId = await brand.createAudience(name);
      const canvas = await brand.launch([{ audienceId, operation: 'ADD' }]);
      return { ...canvas, stepId: canvas.stepIds[0] ?? '' };
    },
    settled: (stepId, entered) => untilSettled(brand, stepId, entered),
  };
}

async function untilSettled(brand: Brand, stepId: string, entered: number): Promise<Metrics> {
  let last: Metrics | undefined;
  for (let movedAt = Date.now(); ; await delay(POLL_MS)) {
    const metrics = await brand.metrics(stepId);
    if (metrics.entered >= entered && metrics.pending === 0) return metrics;
    if (metrics.pending !== last?.pending || metrics.entered !== last.entered) movedAt = Date.now();
    if (Date.now() - movedAt > IDLE_LIMIT_MS)
      throw new Error(`nothing moved for ${IDLE_LIMIT_MS} ms: ${JSON.stringify(metrics)}`);
    last = metrics;
  }
}
