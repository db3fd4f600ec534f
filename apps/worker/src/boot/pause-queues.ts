import { type Job, QUEUES } from '@audience-sync/messaging';
import { getQueueToken } from '@nestjs/bull';
import { type INestApplicationContext } from '@nestjs/common';
import { type Queue } from 'bull';
import { setTimeout as sleep } from 'node:timers/promises';

/** Without Redis there is nothing to be taken, and nothing worth waiting for. */
const LIMIT_MS = 2_000;

/** This process takes no more jobs; the others go on. What it has taken already runs to its end. */
export async function pauseQueues(app: INestApplicationContext): Promise<void> {
  const queues = QUEUES.map((name) => app.get<Queue<Job>>(getQueueToken(name), { strict: false }));
  const paused = Promise.all(queues.map((queue) => queue.pause(true, true)));
  await Promise.race([paused, sleep(LIMIT_MS, undefined, { ref: false })]);
}
