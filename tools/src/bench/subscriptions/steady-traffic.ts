import { setTimeout as delay } from 'node:timers/promises';
import { type Brand } from '../../brand/brand.ts';
import { cleanUsers } from '../clean-users.ts';

const TICK_MS = 50;
const MAX_TRIES = 5;

export interface TrafficPlan {
  readonly stepIds: readonly string[];
  readonly usersPerSecond: number;
  readonly seconds: number;
  readonly prefix: string;
}

/** Enters users by the NDJSON door, evenly over time and steps: each step gets some once a second. Answers how many. */
export async function steadyTraffic(brand: Brand, plan: TrafficPlan): Promise<number> {
  const { stepIds, usersPerSecond, seconds, prefix } = plan;
  const size = Math.ceil(usersPerSecond / stepIds.length);
  const posts = seconds * stepIds.length;
  const startedAt = performance.now();
  const answers: Promise<unknown>[] = [];
  while (answers.length < posts) {
    const due = ((performance.now() - startedAt) / 1_000) * stepIds.length;
    for (let at = answers.length; at < Math.min(due, posts); at++) {
      const name = `${prefix}-${at}`;
      const stepId = stepIds[at % stepIds.length] ?? '';
      answers.push(untilTaken(() => brand.stream(stepId, cleanUsers(size, name), name)));
    }
    await delay(TICK_MS);
  }
  await Promise.all(answers);
  return posts * size;
}

/** As an engine does when a call breaks off: its key keeps it from entering anybody twice. */
async function untilTaken(call: () => Promise<unknown[]>): Promise<void> {
  for (let tries = 1; ; tries++) {
    const problem = await call().then(problemOf, (error: Error) => error);
    if (!problem) return;
    console.error('  a call is repeated:', problem);
    if (tries === MAX_TRIES) throw problem;
    await delay(TICK_MS);
  }
}

function problemOf(lines: readonly unknown[]): Error | null {
  const last = lines.at(-1) as { readonly done?: boolean } | undefined;
  return last?.done === true ? null : new Error(JSON.stringify(last));
}
