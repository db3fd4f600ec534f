import { MemoryJobQueue } from './memory-job-queue.ts';
import { type Job } from './jobs.ts';

const DISPATCH: Job = { name: 'flow.dispatch', flowId: 'con_1' };
const SEAL: Job = { name: 'group.seal', groupId: 'aud_1', windowId: 'w1' };

function queueAt(startMs: number) {
  const clock = { time: startMs, now: () => clock.time };
  const ran: Job[] = [];
  const run = (job: Job) => Promise.resolve(void ran.push(job));
  return { clock, ran, run, queue: new MemoryJobQueue(clock) };
}

it('is one job while an equal one waits for the same time', async () => {
  const { queue, ran, run } = queueAt(1_000);
  await queue.add(DISPATCH);
  await queue.add(DISPATCH);
  await queue.add(DISPATCH, { atMs: 900 });
  expect(await queue.runDue(run)).toBe(1);
  expect(ran).toEqual([DISPATCH]);
  expect(queue.jobs).toEqual([]);
});

it('waits for its time, apart from the same job that is wanted now', async () => {
  const { queue, clock, ran, run } = queueAt(1_000);
  await queue.add(SEAL, { atMs: 6_000 });
  await queue.add(SEAL);
  expect(queue.jobs.map((waiting) => waiting.atMs)).toEqual([0, 6_000]);
  expect(await queue.runDue(run)).toBe(1);
  clock.time = 6_000;
  expect(await queue.runDue(run)).toBe(1);
  expect(ran).toEqual([SEAL, SEAL]);
});

it('runs again when it is added while it runs', async () => {
  const { queue } = queueAt(1_000);
  let runs = 0;
  await queue.add(DISPATCH);
  await queue.runDue(async () => {
    if (++runs < 3) await queue.add(DISPATCH);
  });
  expect(runs).toBe(3);
});
