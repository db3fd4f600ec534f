import { setTimeout as delay } from 'node:timers/promises';
import { type Brand } from '../../brand/brand.ts';
import { cleanUsers } from '../clean-users.ts';

/** Users of one body. */
const BODY_USERS = 100;
/** Bodies under way at most; with a gateway that cannot keep up, fewer users come in. */
const SENDERS = 40;
const MAX_TRIES = 5;
const PAUSE_MS = 100;

export interface TrafficPlan {
  readonly stepIds: readonly string[];
  readonly usersPerSecond: number;
  readonly seconds: number;
  readonly prefix: string;
}

/** Enters users by the NDJSON door, evenly over time and step by step. Answers how many. */
export async function steadyTraffic(brand: Brand, plan: TrafficPlan): Promise<number> {
  const { stepIds, usersPerSecond, seconds, prefix } = plan;
  const bodies = Math.ceil((usersPerSecond * seconds) / BODY_USERS);
  const startedAt = performance.now();
  let sent = 0;
  const sender = async (): Promise<void> => {
    for (let at = sent++; at < bodies; at = sent++) {
      const name = `${prefix}-${at}`;
      const stepId = stepIds[at % stepIds.length] ?? '';
      const dueMs = (at * BODY_USERS * 1_000) / usersPerSecond;
      await delay(startedAt + dueMs - performance.now());
      await untilTaken(() => brand.stream(stepId, cleanUsers(BODY_USERS, name), name));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return bodies * BODY_USERS;
}

/** As an engine does when a call breaks off: its key keeps it from entering anybody twice. */
async function untilTaken(call: () => Promise<unknown[]>): Promise<void> {
  for (let tries = 1; ; tries++) {
    const problem = await call().then(problemOf, (error: Error) => error);
    if (!problem) return;
    console.error('  a call is repeated:', problem.message, problem.cause ?? '');
    if (tries === MAX_TRIES) throw problem;
    await delay(PAUSE_MS);
  }
}

function problemOf(lines: readonly unknown[]): Error | null {
  const last = lines.at(-1) as { readonly done?: boolean } | undefined;
  return last?.done === true ? null : new Error(JSON.stringify(last));
}
