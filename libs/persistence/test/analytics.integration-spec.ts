// Real: Postgres, with the batching scheduler's store in it. Breakdowns and rollups, and that they add up.
import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { packItems } from '@audience-sync/batching-scheduler';
import { type StepCounts } from '@audience-sync/domain';
import { createHash } from 'node:crypto';
import { type SeriesInterval } from '../src/index.ts';
import { type Brand, openStage, seedBrand, type Stage } from './stage.ts';

const RETRY_WINDOW_MS = 3_600_000;

let stage: Stage;
let brand: Brand;
let store: PostgresBatchStore;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  brand = await seedBrand(stage, 3);
  store = new PostgresBatchStore({
    pool: stage.database.pool,
    options: { flushIntervalMs: 1, retryWindowMs: RETRY_WINDOW_MS },
    ledger: {
      record: (movements, tx, attempts) =>
        stage.repositories.stepMetrics.applyMovements(tx as never, movements, attempts),
    },
  });
});
afterAll(() => stage.close());

const step = (index: number) => brand.syncIds[index] ?? '';

function usersOf(count: number, prefix: string) {
  return packItems(
    Array.from({ length: count }, (_, at) => ({
      id: `${prefix}${at}`,
      keys: [createHash('sha256').update(`${prefix}${at}`).digest()],
    })),
  );
}

async function enter(index: number, count: number, operation: 'ADD' | 'REMOVE' = 'ADD'): Promise<void> {
  await stage.database.transaction(async (tx) => {
    const lane = { flowId: brand.connectionId, groupId: brand.audience.id, operation };
    await store.append([{ ...lane, sourceId: step(index), items: usersOf(count, `s${index}-`) }], tx);
    await stage.repositories.stepMetrics.addEntered(tx, [
      {
        stepId: step(index),
        entered: count + 2,
        notSynced: 2,
        reasons: ['EMPTY', 'MALFORMED'],
        exits: false,
      },
    ]);
  });
}

async function begin() {
  await store.sealWindow(brand.audience.id);
  const [claimed] = await store.claim(brand.connectionId, 1);
  const batch = claimed && (await store.begin(claimed));
  if (!batch) throw new Error('nothing to send');
  return batch;
}

async function details() {
  const found = await stage.repositories.stepDetails.findMany(
    brand.workspaceId,
    brand.syncIds,
    RETRY_WINDOW_MS,
  );
  for (const { breakdown, ...counts } of found)
    for (const name of ['notSynced', 'pending', 'errored'] as const)
      expect(breakdown[name].reduce((sum, { users }) => sum + users, 0)).toBe(counts[name]);
  return new Map(found.map((one) => [one.stepId, one]));
}

const causes = async (index: number) =>
  (await details()).get(step(index))?.breakdown.pending.map(({ cause, users }) => [cause, users]);

it('says what pending users wait for at every station, each step its own users', async () => {
  await enter(0, 5);
  await enter(1, 7);
  expect(await causes(0)).toEqual([['WINDOW', 5]]);
  await store.sealWindow(brand.audience.id);
  expect(await causes(1)).toEqual([['QUOTA', 7]]);
  const batch = await begin();
  expect(await causes(0)).toEqual([['SENDING', 5]]);
  for (const [, { breakdown }] of await details())
    // nothing has failed, nobody will be given up
    expect(breakdown.pending.map(({ givesUpAt }) => givesUpAt)).not.toContainEqual(expect.any(Date));
  await store.settle(batch, { kind: 'retry', reason: 'TRANSIENT', report: { status: 503 } });
  expect(await causes(0)).toEqual([['RETRY', 5]]);
  await store.hold({ flowId: brand.connectionId }, 'INVALID_TOKEN');
  const parked = (await details()).get(step(1))?.breakdown.pending[0];
  expect(parked).toMatchObject({ cause: 'REAUTHORISATION', users: 7, until: null });
  expect(parked?.givesUpAt?.getTime()).toBeGreaterThan(Date.now());
  await store.resume({ flowId: brand.connectionId });
  await store.hold({ groupId: brand.audience.id }, 'AUDIENCE_DELETED');
  expect(await causes(0)).toEqual([['AUDIENCE_DELETED', 5]]);
});

it('says that users wait for earlier ones of the opposite operation, and until when', async () => {
  const pendingOf = async (index: number) => (await details()).get(step(index))?.breakdown.pending;
  await enter(0, 5);
  await store.settle(await begin(), { kind: 'retry', reason: 'TRANSIENT', report: { status: 503 } });
  await enter(1, 7, 'REMOVE');
  await store.sealWindow(brand.audience.id);
  await enter(2, 3);
  await store.sealWindow(brand.audience.id);
  const [retried] = (await pendingOf(0)) ?? [];
  expect(retried).toMatchObject({ cause: 'RETRY', users: 5, until: expect.any(Date) as Date });
  const blocked = { cause: 'EARLIER_OPPOSITE', givesUpAt: null };
  expect(await pendingOf(1)).toEqual([{ ...blocked, users: 7, until: retried?.until }]);
  // behind the removal, which itself waits: nobody knows until when
  expect(await pendingOf(2)).toEqual([{ ...blocked, users: 3, until: null }]);
  await store.hold({ groupId: brand.audience.id }, 'AUDIENCE_DELETED');
  expect(await causes(1)).toEqual([['AUDIENCE_DELETED', 7]]);
  await store.resume({ groupId: brand.audience.id });
  const dueNow =
    'UPDATE batching.batch SET not_before = now() WHERE group_id = $1 AND not_before IS NOT NULL';
  await stage.database.execute(dueNow, [brand.audience.id]);
  const batch = await begin();
  expect([await causes(0), await causes(1)]).toEqual([[['SENDING', 5]], [['EARLIER_OPPOSITE', 7]]]);
  // what was split is in two smaller batches at the same place
  await store.settle(batch, { kind: 'refused', reason: 'BAD_RECORDS', report: { status: 400 } });
  expect([await causes(0), await causes(1)]).toEqual([[['QUOTA', 5]], [['EARLIER_OPPOSITE', 7]]]);
  await store.settle(await begin(), { kind: 'accepted' });
  expect(await causes(1)).toEqual([['EARLIER_OPPOSITE', 7]]);
  await store.settle(await begin(), { kind: 'accepted' });
  expect([await causes(1), await causes(2)]).toEqual([[['QUOTA', 7]], [['EARLIER_OPPOSITE', 3]]]);
  await store.settle(await begin(), { kind: 'accepted' });
  expect(await causes(2)).toEqual([['QUOTA', 3]]);
});

it('keeps the reasons of who was not synced or errored, also when they are brought back', async () => {
  await enter(0, 3);
  await store.settle(await begin(), { kind: 'retry', reason: 'TRANSIENT' });
  await stage.database.execute(
    `UPDATE batching.batch SET not_before = now(), deadline = now() WHERE group_id = $1`,
    [brand.audience.id],
  );
  const [claimed] = await store.claim(brand.connectionId, 1);
  const batch = claimed && (await store.begin(claimed));
  if (!batch) throw new Error('nothing to send');
  await store.settle(batch, { kind: 'retry', reason: 'TRANSIENT' });
  const given = (await details()).get(step(0));
  expect(given).toMatchObject({ errored: 3, breakdown: { errored: [{ reason: 'TRANSIENT', users: 3 }] } });
  expect(given?.breakdown.notSynced).toEqual(
    expect.arrayContaining([
      { reason: 'EMPTY', users: 1 },
      { reason: 'MALFORMED', users: 1 },
    ]),
  );
  await store.redrive({ sourceId: step(0) });
  expect((await details()).get(step(0))).toMatchObject({
    errored: 0,
    pending: 3,
    breakdown: { errored: [] },
  });
});

it('calls OTHER what nobody kept a reason of', async () => {
  await stage.database.execute(
    'UPDATE step_metrics SET entered = 9, proceeded = 9, errored = 4, pending = 5 WHERE step_id = $1',
    [step(2)],
  );
  expect((await details()).get(step(2))?.breakdown).toMatchObject({
    errored: [{ reason: 'OTHER', users: 4 }],
    pending: [{ cause: 'OTHER', users: 5 }],
  });
});

it("shows nothing of another workspace's steps", async () => {
  const other = await seedBrand(stage, 1);
  expect(await stage.repositories.stepDetails.findMany(other.workspaceId, brand.syncIds, 1)).toEqual([]);
});

describe('series', () => {
  const range = (interval: SeriesInterval, timeZone = 'UTC', back = 3_600_000) => ({
    from: new Date(Date.now() - back),
    to: new Date(Date.now() + 60_000),
    interval,
    timeZone,
  });
  const total = (points: readonly Partial<StepCounts>[], name: keyof StepCounts) =>
    points.reduce((sum, point) => sum + (point[name] ?? 0), 0);

  it.each<SeriesInterval>(['MINUTE', 'HOUR', 'DAY'])('by %s add up to the counters', async (interval) => {
    await enter(0, 4);
    await store.settle(await begin(), { kind: 'retry', reason: 'THROTTLED', report: { status: 429 } });
    await stage.database.execute('UPDATE batching.batch SET not_before = now() WHERE group_id = $1', [
      brand.audience.id,
    ]);
    await store.settle(await begin(), { kind: 'accepted' });
    const points = await stage.repositories.series.ofSteps([step(0)], range(interval));
    expect([total(points, 'entered'), total(points, 'synced'), total(points, 'notSynced')]).toEqual([
      6, 4, 2,
    ]);
    const timed = points.flatMap(({ latencies }) => [...latencies.values()]);
    expect(timed.reduce((sum, users) => sum + users, 0)).toBe(4);
    const answers = await stage.repositories.series.ofAnswers([brand.audience.id], range(interval));
    expect(
      answers.flatMap((point) => point.answers).toSorted((a, b) => (a.answer < b.answer ? -1 : 1)),
    ).toEqual([
      { answer: 'ACCEPTED', attempts: 1, users: 4 },
      { answer: 'THROTTLED', attempts: 1, users: 4 },
    ]);
  });

  it('has a point for every interval, and days as long as the clocks of the time zone say', async () => {
    const points = await stage.repositories.series.ofSteps([step(0)], {
      from: new Date('2026-03-28T12:00:00Z'),
      to: new Date('2026-03-30T12:00:00Z'),
      interval: 'DAY',
      timeZone: 'Europe/Berlin',
    });
    expect(points.map(({ start }) => start.toISOString())).toEqual([
      '2026-03-27T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    expect(total(points, 'entered')).toBe(0);
  });

  it('cuts days where the time zone has half hours', async () => {
    await stage.database.execute(
      `INSERT INTO step_rollup (step_id, width, at, entered) VALUES ($1, 15, '2026-01-01T18:15Z', 1), ($1, 15, '2026-01-01T18:30Z', 2)`,
      [step(0)],
    );
    const points = await stage.repositories.series.ofSteps([step(0)], {
      from: new Date('2026-01-01T12:00:00Z'),
      to: new Date('2026-01-02T12:00:00Z'),
      interval: 'DAY',
      timeZone: 'Asia/Kolkata',
    });
    expect(points.map(({ start, entered }) => [start.toISOString(), entered])).toEqual([
      ['2025-12-31T18:30:00.000Z', 1],
      ['2026-01-01T18:30:00.000Z', 2],
    ]);
  });

  it.each<[SeriesInterval, string, string, string, [string, string][], [string, number][]]>([
    [
      ...(['MINUTE', 'UTC', '2026-01-01T08:33:20Z', '2026-01-01T08:34:10Z'] as const),
      [
        ['2026-01-01T08:32Z', '1'],
        ['2026-01-01T08:33Z', '2'],
        ['2026-01-01T08:34Z', '4'],
        ['2026-01-01T08:35Z', '8'],
      ],
      [
        ['2026-01-01T08:33:00.000Z', 2],
        ['2026-01-01T08:34:00.000Z', 4],
      ],
    ],
    [
      // the hour of Kolkata begins at half past; of the last one, what is before the end of the quarter around `to` is counted
      ...(['HOUR', 'Asia/Kolkata', '2026-01-01T08:44Z', '2026-01-01T09:50Z'] as const),
      [
        ['2026-01-01T08:15Z', '1'],
        ['2026-01-01T08:30Z', '2'],
        ['2026-01-01T09:45Z', '4'],
        ['2026-01-01T10:00Z', '8'],
      ],
      [
        ['2026-01-01T08:30:00.000Z', 2],
        ['2026-01-01T09:30:00.000Z', 4],
      ],
    ],
    [
      // the day on which clocks are set forward in Berlin has 23 hours, and begins an hour nearer to its evening
      ...(['DAY', 'Europe/Berlin', '2026-03-29T20:00Z', '2026-03-30T12:01Z'] as const),
      [
        ['2026-03-28T22:45Z', '1'],
        ['2026-03-28T23:00Z', '2'],
        ['2026-03-30T12:00Z', '4'],
        ['2026-03-30T12:15Z', '8'],
      ],
      [
        ['2026-03-28T23:00:00.000Z', 2],
        ['2026-03-29T22:00:00.000Z', 4],
      ],
    ],
  ])(
    'by %s in %s are whole from the beginning of the first',
    async (interval, timeZone, from, to, rows, expected) => {
      const width = interval === 'MINUTE' ? 1 : 15;
      for (const [at, users] of rows) {
        await stage.database.execute(
          'INSERT INTO step_rollup (step_id, width, at, entered) VALUES ($1, $2, $3, $4)',
          [step(0), width, at, users],
        );
        await stage.database.execute(
          'INSERT INTO step_latency (step_id, width, at, bucket, users) VALUES ($1, $2, $3, 1, $4)',
          [step(0), width, at, users],
        );
        await stage.database.execute(
          `INSERT INTO attempt_rollup (audience_id, width, at, answer, attempts, users) VALUES ($1, $2, $3, 'ACCEPTED', 1, $4)`,
          [brand.audience.id, width, at, users],
        );
      }
      const range = { from: new Date(from), to: new Date(to), interval, timeZone };
      const points = await stage.repositories.series.ofSteps([step(0)], range);
      const answers = await stage.repositories.series.ofAnswers([brand.audience.id], range);
      expect([
        points.map(({ start, entered }) => [start.toISOString(), entered]),
        points.map(({ start, latencies }) => [start.toISOString(), latencies.get(1)]),
        answers.map((point) => [point.start.toISOString(), point.answers[0]?.users]),
      ]).toEqual([expected, expected, expected]);
    },
  );

  it('knows real time zones only', async () => {
    expect(await stage.repositories.series.knowsTimeZone('America/Sao_Paulo')).toBe(true);
    expect(await stage.repositories.series.knowsTimeZone('Mars/Olympus')).toBe(false);
  });
});
