import { type RateLimiter } from '../rate-limiter.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { SlidingCount } from '../testing/sliding-count.ts';
import { MemoryRateLimiter } from './memory-rate-limiter.ts';

const SECONDS = 60;
const LIMIT = 7;
const windows = [{ name: 'second', limit: LIMIT, periodMs: 1_000 }];

/** Repeatable randomness (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A minute of always having something to send, from a cold start, against the strictest server. */
async function saturate(delayMs: () => number): Promise<{ share: number; refused: number }> {
  const clock = new ManualClock();
  const limiter: RateLimiter = new MemoryRateLimiter({ clock });
  const server = new SlidingCount(LIMIT, 1_000);
  let [admitted, refused] = [0, 0];
  const send = async (settle: () => Promise<void>): Promise<void> => {
    await clock.sleep(delayMs());
    if (server.admit(clock.now())) admitted += 1;
    else refused += 1;
    await clock.sleep(delayMs());
    await settle();
  };
  const loop = async (): Promise<void> => {
    for (;;) {
      const permit = await limiter.waitFor({ key: 'user', windows, maxWaitMs: 60_000 });
      if (permit.kind === 'permit') void send(() => permit.settle());
    }
  };
  loop().catch(() => undefined);
  await clock.advance(SECONDS * 1_000);
  await limiter.close();
  return { share: admitted / (SECONDS * LIMIT), refused };
}

describe('against a server that counts any sliding second', () => {
  it.each([
    ['next door', 0.5, 0, 0.98],
    ['80 ms away with 0-20 ms of jitter each way', 40, 20, 0.965],
    ['80 ms away with 0-100 ms of jitter each way', 40, 100, 0.88],
  ])('%s: uses nearly all of the quota and is never refused', async (_, baseMs, jitterMs, least) => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const random = randomFrom(seed);
      const { share, refused } = await saturate(() => baseMs + random() * jitterMs);
      expect(refused).toBe(0);
      expect(share).toBeGreaterThanOrEqual(least);
    }
  });
});
