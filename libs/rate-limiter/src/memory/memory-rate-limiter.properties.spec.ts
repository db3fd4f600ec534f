import fc from 'fast-check';

import { timingClock } from '../clock.ts';
import { type LimitWindow, type Permit, type RateLimiter } from '../rate-limiter.ts';
import { type DiscountOptions, toDiscount } from '../round-trip-floor.ts';
import { SlotRateLimiter } from '../slot-rate-limiter.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemorySlotStore } from './memory-slot-store.ts';

const LEASE_MS = 3_000;
const windows: readonly LimitWindow[] = [
  { name: 'second', limit: 3, periodMs: 1_000 },
  { name: 'burst', limit: 7, periodMs: 5_000 },
];

interface Errand {
  readonly gapMs: number;
  readonly cost: number;
  readonly waits: boolean;
  readonly process: 0 | 1;
  /** The holder of a permit may die before the answer, or never send. */
  readonly fate: 'answered' | 'died' | 'never sent';
  readonly outMs: number;
  readonly backMs: number;
}

interface Admission {
  readonly atMs: number;
  readonly cost: number;
}

const errand = (delayMs: fc.Arbitrary<number>): fc.Arbitrary<Errand> =>
  fc.record({
    gapMs: fc.oneof(fc.constant(0), fc.nat(50), fc.nat(2_000)),
    cost: fc.constantFrom(1, 1, 1, 2, 3),
    waits: fc.boolean(),
    process: fc.constantFrom(0, 1),
    fate: fc.constantFrom('answered', 'answered', 'answered', 'died', 'never sent'),
    outMs: delayMs,
    backMs: delayMs,
  });

/** Two processes over one store run their errands; the answer is what the server saw, in order. */
async function run(errands: readonly Errand[], discount: DiscountOptions): Promise<Admission[]> {
  const clock = new ManualClock();
  const timing = timingClock(clock);
  const store = new MemorySlotStore(timing, toDiscount(discount));
  const processes = [new SlotRateLimiter(store, timing), new SlotRateLimiter(store, timing)] as const;
  const seen: Admission[] = [];

  const use = async (permit: Permit, { fate, outMs, backMs, cost }: Errand): Promise<void> => {
    if (fate === 'never sent') return permit.release();
    await clock.sleep(outMs);
    seen.push({ atMs: clock.now(), cost });
    await clock.sleep(backMs);
    if (fate === 'answered') await permit.settle();
  };
  const start = async (limiter: RateLimiter, task: Errand): Promise<void> => {
    const request = { key: 'user', windows, cost: task.cost, leaseMs: LEASE_MS };
    const outcome = await (task.waits
      ? limiter.waitFor({ ...request, maxWaitMs: 20_000 })
      : limiter.acquire(request));
    if (outcome.kind === 'permit') await use(outcome, task);
  };
  for (const task of errands) {
    await clock.advance(task.gapMs);
    void start(processes[task.process], task);
  }
  await clock.advance(60_000);
  return seen;
}

/** Most units in any stretch of the period that begins with an admission. */
function mostIn(seen: readonly Admission[], periodMs: number): number {
  const units = seen.map(({ atMs: from }) =>
    seen
      .filter(({ atMs }) => atMs >= from && atMs < from + periodMs)
      .reduce((sum, { cost }) => sum + cost, 0),
  );
  return Math.max(0, ...units);
}

async function expectLimitsKept(errands: readonly Errand[], discount: DiscountOptions): Promise<void> {
  const seen = await run(errands, discount);
  for (const { limit, periodMs } of windows) expect(mostIn(seen, periodMs)).toBeLessThanOrEqual(limit);
}

describe('whatever is sent, by whoever, and whoever dies', () => {
  it('a server never sees more than the limit, for any delay on the way, when nothing is given back', async () => {
    const anyDelay = fc.oneof(fc.constant(0), fc.nat(30), fc.nat(LEASE_MS));
    await fc.assert(
      fc.asyncProperty(fc.array(errand(anyDelay), { maxLength: 40 }), (errands) =>
        expectLimitsKept(errands, { share: 0 }),
      ),
      { numRuns: 150 },
    );
  });

  it('nor when the round trip is given back, on a route that varies by up to a ninth', async () => {
    const route = fc.nat(400).chain((baseMs) => {
      const delay = fc.nat(Math.floor(baseMs / 9)).map((more) => baseMs + more);
      return fc.array(errand(delay), { minLength: 20, maxLength: 60 });
    });
    await fc.assert(
      fc.asyncProperty(route, (errands) => expectLimitsKept(errands, {})),
      { numRuns: 150 },
    );
  });
});
