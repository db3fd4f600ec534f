import { rateLimiterConformance } from '../testing/rate-limiter.conformance.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryRateLimiter } from './memory-rate-limiter.ts';

rateLimiterConformance('MemoryRateLimiter', () => {
  const clock = new ManualClock();
  return Promise.resolve({
    limiter: new MemoryRateLimiter({ clock }),
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
  });
});

it('goes on when the clock steps back by an hour', async () => {
  const clock = new ManualClock();
  const limiter = new MemoryRateLimiter({ clock });
  const request = { key: 'user', windows: [{ name: 'second', limit: 1, periodMs: 1_000 }] };
  const permit = await limiter.acquire(request);
  if (permit.kind === 'permit') await permit.settle();
  clock.step(-3_600_000);
  expect(await limiter.acquire(request)).toMatchObject({ kind: 'deferred', retryInMs: 1_000 });
  await clock.advance(1_000);
  expect((await limiter.acquire(request)).kind).toBe('permit');
});

it('lets one signal end many waits', async () => {
  const limiter = new MemoryRateLimiter();
  const controller = new AbortController();
  const windows = [{ name: 'second', limit: 1, periodMs: 1_000 }];
  await limiter.acquire({ key: 'user', windows });
  const { signal } = controller;
  const waits = Array.from({ length: 20 }, () =>
    limiter.waitFor({ key: 'user', windows, maxWaitMs: 60_000, signal }),
  );
  controller.abort(new Error('all of you'));
  const outcomes = await Promise.allSettled(waits);
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
});
