// Real: Postgres, time, and four dispatchers that take hints from one another. Mocked: the other side. No sweep: hints alone must do.
import {
  type AttemptOutcome,
  BatchDispatcher,
  InProcessWake,
  LaneIntake,
  type LeasedBatch,
  type LedgerMovement,
  type Operation,
  type WakePort,
} from '../src/index.ts';
import { testItems } from '../src/testing/index.ts';
import { SeededRandom } from '../src/testing/simulation/seeded-random.ts';
import { Remote } from './model/remote.ts';
import { testSchema, type TestSchema } from './support.ts';

const OPTIONS = {
  flushIntervalMs: 60,
  maxItems: 5,
  maxInFlightPerGroup: 2,
  maxInFlightPerFlow: 5,
  backoffMinMs: 5,
  backoffMaxMs: 40,
};
const GROUPS = ['g1', 'g2', 'g3', 'g4'];
const NEVER_MS = 1_000_000;

/** Counts what is in flight as the other side sees it. */
class Counting {
  readonly remote = new Remote();
  most = { flow: 0, group: 0 };
  sent = 0;
  private readonly now = new Map<string, number>();

  constructor(private readonly random: SeededRandom) {}

  async send(batch: LeasedBatch): Promise<AttemptOutcome> {
    this.sent++;
    this.most.flow = Math.max(this.most.flow, this.add(batch.flowId, 1));
    this.most.group = Math.max(this.most.group, this.add(batch.groupId, 1));
    await new Promise((resolve) => setTimeout(resolve, this.random.between(0, 8)));
    this.add(batch.flowId, -1);
    this.add(batch.groupId, -1);
    if (this.random.chance(0.15)) return { kind: 'retry', reason: 'BUSY' };
    if (this.random.chance(0.1)) return { kind: 'deferred', untilMs: Date.now() + 10 };
    this.remote.apply(batch);
    return { kind: 'accepted' };
  }

  private add(id: string, by: number): number {
    const n = (this.now.get(id) ?? 0) + by;
    this.now.set(id, n);
    return n;
  }
}

describe('dispatchers that race on one database', () => {
  let db: TestSchema;
  beforeAll(async () => (db = await testSchema(16)));
  afterAll(() => db.close());

  test('keep the limits, miss no hint and settle everything, with nobody sweeping', async () => {
    const random = new SeededRandom(1);
    const other = new Counting(random);
    const synced = new Map<string, number>();
    const record = (movements: readonly LedgerMovement[]) =>
      Promise.resolve(
        movements.forEach(({ sourceId, count }) => synced.set(sourceId, (synced.get(sourceId) ?? 0) + count)),
      );
    const wakes = Array.from(
      { length: 4 },
      () => new InProcessWake({ onError: (error) => errors.push(error) }),
    );
    const errors: unknown[] = [];
    const shared: WakePort = {
      sealWindow: (hint, atMs) => random.pick(wakes).sealWindow(hint, atMs),
      dispatch: (hint, atMs) => random.pick(wakes).dispatch(hint, atMs),
      attempt: (hint, atMs) => random.pick(wakes).attempt(hint, atMs),
    };
    const store = db.store({ options: OPTIONS, ledger: { record } });
    const dispatchers = wakes.map((wake) => {
      const dispatcher = new BatchDispatcher({ store, transport: other, wake: shared, options: OPTIONS });
      wake.start(dispatcher, { sweepEveryMs: NEVER_MS });
      return dispatcher;
    });
    const intake = new LaneIntake({ store, wake: shared });
    const words = await enterMany(intake, random);

    const deadlineMs = Date.now() + 25_000;
    while ((synced.get('s') ?? 0) < words.count && Date.now() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, 20));
    wakes.forEach((wake) => wake.stop());
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.drain()));

    expect(errors).toEqual([]);
    expect(synced.get('s')).toBe(words.count);
    expect(other.most.flow).toBeLessThanOrEqual(OPTIONS.maxInFlightPerFlow);
    expect(other.most.group).toBeLessThanOrEqual(OPTIONS.maxInFlightPerGroup);
    for (const { groupId, key, operation } of words.last.values())
      expect([groupId, other.remote.has(groupId, key)]).toEqual([groupId, operation === 'ADD']);
  });
});

interface LastWord {
  readonly groupId: string;
  readonly key: string;
  readonly operation: Operation;
}

/** 120 appends, one after the other in each group and all groups at once; answers the last word on each key. */
async function enterMany(
  intake: LaneIntake,
  random: SeededRandom,
): Promise<{ count: number; last: Map<string, LastWord> }> {
  const last = new Map<string, LastWord>();
  let count = 0;
  await Promise.all(
    GROUPS.map(async (groupId) => {
      for (let i = 0; i < 30; i++) {
        const operation = random.chance(0.7) ? 'ADD' : 'REMOVE';
        const items = testItems(
          ...Array.from({ length: random.between(1, 9) }, () => `i${count++}:k${random.between(0, 9)}`),
        );
        const request = { flowId: 'f', groupId, operation, sourceId: 's', items } as const;
        await intake.wake(await intake.append([request]));
        for (let k = 0; k < items.keyTags.length; k++) {
          const key = items.keys.toString('latin1', k * 32, (k + 1) * 32);
          last.set(`${groupId}/${key}`, { groupId, key, operation });
        }
      }
    }),
  );
  return { count, last };
}
