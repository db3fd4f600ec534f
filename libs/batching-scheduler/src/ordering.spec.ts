// Real: store, dispatcher and hints. Mocked: time and the other side.
import { Remote } from '../test/model/remote.ts';
import { SchedulerStage } from '../test/model/scheduler-stage.ts';
import { type AttemptOutcome, type LeasedBatch, type Operation } from './model.ts';
import { manyItems, testKey } from './testing/index.ts';
import { SeededRandom } from './testing/simulation/seeded-random.ts';

const WINDOW_MS = 5_000;
const has = (remote: Remote, word: string): boolean => remote.has('g', testKey(word).toString('latin1'));

describe('the order of words', () => {
  test('add, remove, add of the same items over many windows ends as the last word says, whatever fails', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = new SeededRandom(seed);
      const remote = new Remote();
      const stage = new SchedulerStage((batch) => {
        if (random.chance(0.3)) return { kind: 'retry', reason: 'BUSY' };
        remote.apply(batch);
        return random.chance(0.2) ? { kind: 'retry', reason: 'ANSWER_LOST' } : { kind: 'accepted' };
      });
      const last = new Map<string, Operation>();
      for (let window = 0; window < 40; window++) {
        const operation = random.pick<Operation>(['ADD', 'REMOVE']);
        const items = ['a', 'b', 'c', 'd'].filter(() => random.chance(0.5));
        items.forEach((item) => last.set(item, operation));
        await stage.append(operation, items);
        await stage.runTo((window + 1) * random.between(100, WINDOW_MS));
      }
      await stage.runTo(10 * 3_600_000);
      for (const [item, operation] of last)
        expect([item, has(remote, item)]).toEqual([item, operation === 'ADD']);
      expect(Object.keys(stage.counts())).toEqual(['synced']);
    }
  });

  test('two items that share a key are one place to write: the later word of either wins', async () => {
    const remote = new Remote();
    const stage = new SchedulerStage((batch) => (remote.apply(batch), { kind: 'accepted' }));
    await stage.append('ADD', ['ann:shared']);
    await stage.append('REMOVE', ['bob:shared']);
    await stage.runTo(WINDOW_MS + 100);
    expect(has(remote, 'shared')).toBe(false);
    await stage.append('ADD', ['bob:shared']);
    await stage.runTo(3 * WINDOW_MS);
    expect(has(remote, 'shared')).toBe(true);
    expect(stage.counts()).toEqual({ synced: 3 });
  });

  test.each([
    ['additions', 'removals', 'ADD', 'REMOVE'],
    ['removals', 'additions', 'REMOVE', 'ADD'],
  ] as const)(
    'a flood of %s beside a trickle of %s costs at most a request a window',
    async (_f, _t, flood, trickle) => {
      const requestsOf = async (hasTrickle: boolean): Promise<number> => {
        const stage = new SchedulerStage(() => ({ kind: 'accepted' }), {
          maxItems: 100,
          maxInFlightPerFlow: 1_000,
        });
        for (let step = 0; step < STEPS; step++) {
          await stage.append(flood, manyItems(`f${step}-`, 45));
          if (hasTrickle) await stage.append(trickle, [`t${step}`]);
          await stage.runTo((step + 1) * 200);
        }
        await stage.runTo(STEPS * 200 + 2 * WINDOW_MS);
        expect(stage.counts()).toEqual({ synced: STEPS * (hasTrickle ? 46 : 45) });
        return stage.sent.length;
      };
      const windows = (STEPS * 200) / WINDOW_MS;
      const alone = await requestsOf(false);
      expect(alone).toBe(Math.ceil((STEPS * 45) / 100));
      expect(await requestsOf(true)).toBeLessThanOrEqual(alone + windows + 1);
    },
  );

  test('an item waits at most a flush interval for its batch to be sealed, whatever comes beside it', async () => {
    const random = new SeededRandom(7);
    const enteredMs = new Map<string, number>();
    const waitsMs: number[] = [];
    const answer = ({ items, sealedAtMs }: LeasedBatch): AttemptOutcome => {
      for (const id of items.ids) waitsMs.push(sealedAtMs - (enteredMs.get(id) ?? 0));
      return { kind: 'accepted' };
    };
    const stage = new SchedulerStage(answer, { maxItems: 50 });
    for (let step = 0; step < 100; step++) {
      const ids = Array.from({ length: random.between(1, 60) }, (_, i) => `s${step}-${i}`);
      for (const id of ids) enteredMs.set(id, stage.time.clock.now());
      const items = ids.map((id) => `${id}:k${random.between(0, 50)}`);
      await stage.append(random.chance(0.7) ? 'ADD' : 'REMOVE', items);
      await stage.runTo(step * 350);
    }
    await stage.runTo(100 * 350 + 2 * WINDOW_MS);
    expect(stage.counts()).toEqual({ synced: enteredMs.size });
    expect(Math.max(...waitsMs)).toBeLessThanOrEqual(WINDOW_MS);
  });

  test('a stuck addition is not overtaken by a later removal, and is shown as the reason for waiting', async () => {
    const stage = new SchedulerStage(() => ({ kind: 'retry', reason: 'BUSY' }));
    await stage.append('ADD', ['a']);
    await stage.runTo(WINDOW_MS);
    await stage.append('REMOVE', ['a', 'b']);
    await stage.runTo(60_000);
    expect(new Set(stage.sent.map(({ batch }) => batch.operation))).toEqual(new Set(['ADD']));
    const waiting = await stage.store.explainWaiting('g');
    const add = { operation: 'ADD', state: 'WAITING', reason: 'BUSY' };
    expect(waiting?.lanes.REMOVE).toMatchObject({ batches: 1, items: 2, blockedBy: add });
    expect(waiting?.lanes.ADD).toMatchObject({ batches: 1, items: 1, next: add, blockedBy: null });
  });
});

const STEPS = 200;
