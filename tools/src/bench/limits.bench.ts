import { type Benchmark, type BenchmarkOptions, type Figure } from './benchmark.ts';
import { cleanUsers } from './clean-users.ts';
import { onStage } from './stage.ts';
import { allowedIn, followWrites, type WriteSample } from './write-log.ts';

const PENDING_USERS = 200_000;
const USERS_PER_REQUEST = 1_900;
const MEASURED_SECONDS = 120;
/** So much below the minute's quota nothing but the seven a second binds. */
const UNBOUND_SECONDS = 50;
/** Pinterest is not on the loopback: the round trip and its spread of measured.md's middle case. */
const FAR_AWAY = { SANDBOX_LATENCY_MS: '80', SANDBOX_LATENCY_JITTER_MS: '20' };

export const limitsBenchmark: Benchmark = {
  name: 'limits',
  how: `One audience, Standard limits at the sandbox (7 writes in any second, 400 in any minute, else 429), 80 ms round trip with
0-20 ms of jitter each way. So many users are entered that at least ${PENDING_USERS.toLocaleString('en-US')} are pending all the while. Counted at the
sandbox from the first write on, for ${MEASURED_SECONDS} s, against the most that anybody could have sent.`,
  run: ({ users, workers = 2 }: BenchmarkOptions) =>
    onStage({ workers, sandboxEnv: FAR_AWAY }, async ({ stack, brand, addingTo }) => {
      const { stepId } = await addingTo('Fed at the limit');
      const count = users ?? allowedIn(MEASURED_SECONDS) * USERS_PER_REQUEST + PENDING_USERS;
      const [{ samples, tally }] = await Promise.all([
        followWrites(stack.sandbox.url, brand.pinterestUserId, MEASURED_SECONDS * 1_000),
        brand.stream(stepId, cleanUsers(count), 'limits'),
      ]);
      const { pending } = await brand.metrics(stepId);
      return [
        shareOf(samples, UNBOUND_SECONDS),
        shareOf(samples, MEASURED_SECONDS),
        { name: 'answers of 429', value: tally.answered429, unit: '', target: { atMost: 0 } },
        {
          name: 'most requests in any second',
          value: tally.maxRequestsInAnySecond,
          unit: '',
          target: { atMost: 7 },
        },
        {
          name: 'most requests in any minute',
          value: tally.maxRequestsInAny60Seconds,
          unit: '',
          target: { atMost: 400 },
        },
        { name: 'users still pending', value: pending, unit: '', target: { atLeast: PENDING_USERS } },
        { name: 'worker processes', value: workers, unit: '' },
      ];
    }),
};

function shareOf(samples: readonly WriteSample[], seconds: number): Figure {
  const [first] = samples;
  const last = samples.findLast(({ atMs }) => first && atMs - first.atMs <= seconds * 1_000);
  if (!first || !last) throw new Error('nothing was written');
  const allowed = allowedIn((last.atMs - first.atMs) / 1_000);
  return {
    name: `share of what the limits allow in the first ${seconds} s`,
    value: (last.admitted / allowed) * 100,
    unit: '%',
    decimals: 1,
    target: { atLeast: 95 },
  };
}
