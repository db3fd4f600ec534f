// Real: Postgres, many transactions at once. The counters of steps, and what is written beside them.
import { notSyncedReasonCode } from '@audience-sync/domain';
import { type MetricsMovement } from '../src/index.ts';
import { type Brand, openStage, seedBrand, type Stage } from './stage.ts';

let stage: Stage;
let brand: Brand;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  brand = await seedBrand(stage, 6);
});
afterAll(() => stage.close());

const step = (index: number) => brand.syncIds[index] ?? '';
const enter = (...users: [index: number, entered: number, notSynced?: number, exits?: boolean][]) =>
  stage.database.transaction((tx) =>
    stage.repositories.stepMetrics.addEntered(
      tx,
      users.map(([index, entered, notSynced = 0, exits = false]) => ({
        stepId: step(index),
        entered,
        notSynced,
        exits,
      })),
    ),
  );
const move = (...movements: MetricsMovement[]) =>
  stage.database.transaction((tx) => stage.repositories.stepMetrics.applyMovements(tx, movements));
const metricsOf = async (index: number) =>
  (await stage.repositories.stepMetrics.findMany(brand.workspaceId, [step(index)]))[0];

it('counts users in: entered, proceeded, not synced, pending, and exited on a last step', async () => {
  await enter([0, 10, 3], [1, 7, 0, true]);
  const empty = { synced: 0, errored: 0 };
  expect(await metricsOf(0)).toMatchObject({
    entered: 10,
    proceeded: 10,
    notSynced: 3,
    pending: 7,
    exited: 0,
    ...empty,
  });
  expect(await metricsOf(1)).toMatchObject({
    entered: 7,
    proceeded: 7,
    notSynced: 0,
    pending: 7,
    exited: 7,
    ...empty,
  });
});

it('adds up what one transaction says of a step in several rows', async () => {
  await enter([0, 10], [0, 5, 5], [1, 1]);
  await move(
    { sourceId: step(0), from: 'pending', to: 'synced', count: 4 },
    { sourceId: step(0), from: 'pending', to: 'errored', count: 3 },
    { sourceId: step(0), from: 'errored', to: 'pending', count: 1 },
    { sourceId: step(1), from: 'pending', to: 'pending', count: 1 },
  );
  expect(await metricsOf(0)).toMatchObject({ entered: 15, synced: 4, notSynced: 5, pending: 4, errored: 2 });
  expect(await metricsOf(1)).toMatchObject({ entered: 1, pending: 1 });
});

it('counts users in and moves others in one go', async () => {
  const users = [{ stepId: step(0), entered: 10, notSynced: 0, exits: false }];
  const movements: MetricsMovement[] = [
    { sourceId: step(0), from: 'pending', to: 'synced', count: 6 },
    { sourceId: step(0), from: 'pending', to: 'errored', count: 1 },
  ];
  await stage.database.transaction((tx) => stage.repositories.stepMetrics.addEntered(tx, users, movements));
  expect(await metricsOf(0)).toMatchObject({ entered: 10, proceeded: 10, synced: 6, errored: 1, pending: 3 });
});

it('has nothing to do when there is nothing', async () => {
  await enter();
  await move();
  expect(await metricsOf(0)).toMatchObject({ entered: 0 });
});

it('refuses to count below zero, and then nothing of the transaction stays', async () => {
  await enter([0, 2]);
  const tooMany: MetricsMovement = { sourceId: step(0), from: 'pending', to: 'synced', count: 3 };
  await expect(move(tooMany)).rejects.toMatchObject({ code: '23514' });
  expect(await metricsOf(0)).toMatchObject({ entered: 2, pending: 2, synced: 0 });
});

it('refuses steps that do not exist', async () => {
  const { stepMetrics } = stage.repositories;
  const entry = { stepId: 'stp_none', entered: 1, notSynced: 0, exits: false };
  await expect(stage.database.transaction((tx) => stepMetrics.addEntered(tx, [entry]))).rejects.toThrow(
    'stp_none',
  );
});

it('is refused by the database when the counters would not add up, whoever writes them', async () => {
  const write = stage.database.execute('UPDATE step_metrics SET entered = entered + 1 WHERE step_id = $1', [
    step(0),
  ]);
  await expect(write).rejects.toMatchObject({ code: '23514', constraint: 'step_metrics_sum_check' });
});

it('ends in no deadlock and loses no user, however many steps transactions have in common, in whatever order', async () => {
  await enter(...brand.syncIds.map((_, index): [number, number] => [index, 300]));
  const rotated = (turn: number) => brand.syncIds.map((_, index) => (index * (turn % 2 ? 1 : 5) + turn) % 6);
  const writers = Array.from({ length: 150 }, (_, turn) =>
    turn % 3 === 0
      ? enter(...rotated(turn).map((index): [number, number, number] => [index, 2, 1]))
      : move(
          ...rotated(turn).map((index): MetricsMovement => ({
            sourceId: step(index),
            from: 'pending',
            to: 'synced',
            count: 1,
          })),
        ),
  );
  await Promise.all(writers);
  for (const index of brand.syncIds.keys())
    expect(await metricsOf(index)).toMatchObject({
      entered: 400,
      notSynced: 50,
      synced: 100,
      pending: 250,
      errored: 0,
    });
});

describe('users who are not synced', () => {
  it('are kept with their reasons, a byte each, and listed newest first', async () => {
    const { notSynced } = stage.repositories;
    await stage.database.transaction((tx) =>
      notSynced.append(tx, [
        { stepId: step(0), externalIds: ['u1', 'ü "2",{}\\'], reasons: ['NO_MATCH_FIELD', 'MALFORMED'] },
        { stepId: step(1), externalIds: [], reasons: [] },
        { stepId: step(0), externalIds: ['u3'], reasons: ['ALL_ZERO'] },
      ]),
    );
    const [last, first] = await notSynced.list(brand.workspaceId, step(0), null, 10);
    expect(last).toMatchObject({ externalIds: ['u3'], reasons: ['ALL_ZERO'] });
    expect(first).toMatchObject({
      externalIds: ['u1', 'ü "2",{}\\'],
      reasons: ['NO_MATCH_FIELD', 'MALFORMED'],
    });
    expect(await notSynced.list(brand.workspaceId, step(0), last?.id ?? 0, 10)).toEqual([first]);
    expect(await notSynced.list(brand.workspaceId, step(1), null, 10)).toEqual([]);
    const [row] = await stage.database.rows<{ reasons: Buffer }>(
      'SELECT reasons FROM not_synced_chunk WHERE id = $1',
      [first?.id],
    );
    expect([...(row?.reasons ?? [])]).toEqual([
      notSyncedReasonCode('NO_MATCH_FIELD'),
      notSyncedReasonCode('MALFORMED'),
    ]);
  });

  it('are found by their id, once for each time', async () => {
    const { notSynced } = stage.repositories;
    await stage.database.transaction((tx) =>
      notSynced.append(tx, [
        { stepId: step(0), externalIds: ['ann', 'bob', 'ann'], reasons: ['EMPTY', 'EMPTY', 'ALL_ZERO'] },
        { stepId: step(1), externalIds: ['ann'], reasons: ['MALFORMED'] },
      ]),
    );
    const found = await notSynced.find(brand.workspaceId, 'ann');
    expect(found.map(({ stepId, reason }) => [stepId, reason])).toEqual([
      [step(0), 'EMPTY'],
      [step(0), 'ALL_ZERO'],
      [step(1), 'MALFORMED'],
    ]);
    expect(await notSynced.find((await seedBrand(stage)).workspaceId, 'ann')).toEqual([]);
  });

  it('are forgotten in time, and by name: how many they were stays', async () => {
    const { notSynced, erasure } = stage.repositories;
    const { workspaceId } = brand;
    const chunk = { stepId: step(0), externalIds: ['ann', 'bob'], reasons: ['EMPTY', 'EMPTY'] } as const;
    await stage.database.transaction((tx) => notSynced.append(tx, [chunk, chunk, chunk]));
    const erase = () => stage.database.transaction((tx) => erasure.eraseUser(tx, workspaceId, 'ann'));
    expect(await erase()).toEqual({ notSynced: 3, handoffs: 0 });
    expect(await erase()).toEqual({ notSynced: 0, handoffs: 0 });
    const [young] = await notSynced.list(workspaceId, step(0), null, 1);
    expect(young?.externalIds).toEqual(['(erased)', 'bob']);
    await stage.database.execute(
      `UPDATE not_synced_chunk SET created_at = now() - interval '2 days' WHERE step_id = $1 AND id < $2`,
      [step(0), young?.id],
    );
    await notSynced.forget(new Date(Date.now() - 86_400_000), 1_000);
    expect(await notSynced.list(workspaceId, step(0), null, 10)).toEqual([young]);
    expect(
      await stage.database.rows('SELECT users::int FROM not_synced_past WHERE step_id = $1', [step(0)]),
    ).toEqual([{ users: 4 }]);
    await stage.database.transaction((tx) => erasure.eraseAllUsers(tx, workspaceId));
    expect((await notSynced.list(workspaceId, step(0), null, 1))[0]?.externalIds).toEqual([
      '(erased)',
      '(erased)',
    ]);
  });

  it('have one reason each', async () => {
    const torn = { stepId: step(0), externalIds: ['u1', 'u2'], reasons: ['EMPTY'] as const };
    await expect(
      stage.database.transaction((tx) => stage.repositories.notSynced.append(tx, [torn])),
    ).rejects.toThrow('one reason');
  });
});

describe('the outbox of an external step', () => {
  const append = (...externalIds: string[]) =>
    stage.database.transaction((tx) =>
      stage.repositories.handoffs.append(tx, [{ stepId: brand.externalId, externalIds }]),
    );
  const read = (afterSeq = 0) =>
    stage.repositories.handoffs.read(brand.workspaceId, brand.externalId, afterSeq, 100);

  it('is read in order until it is acknowledged', async () => {
    await append('u1', 'u2');
    await append('u3');
    await append();
    const [first, second, ...rest] = await read();
    expect(first).toMatchObject({ stepId: brand.externalId, externalIds: ['u1', 'u2'] });
    expect(second?.externalIds).toEqual(['u3']);
    expect(rest).toEqual([]);
    expect(await read(first?.seq)).toEqual([second]);
    expect(
      await stage.repositories.handoffs.acknowledge(brand.workspaceId, brand.externalId, first?.seq ?? 0),
    ).toBe(1);
    expect(await read()).toEqual([second]);
  });

  it('never shows a number before all smaller ones are there', async () => {
    const { handoffs } = stage.repositories;
    let ended = false;
    const writers = Array.from({ length: 8 }, (_, writer) =>
      (async () => {
        for (let n = 0; n < 20; n++)
          await stage.database.transaction(async (tx) => {
            const here = { stepId: brand.externalId, externalIds: [`${writer}-${n}`] };
            await handoffs.append(
              tx,
              writer % 2
                ? [here, { stepId: step(0), externalIds: ['x'] }]
                : [{ stepId: step(0), externalIds: ['x'] }, here],
            );
            await tx.query('SELECT pg_sleep(random() / 200)');
          });
      })(),
    );
    const written = Promise.all(writers).then(() => (ended = true));
    const seen: string[] = [];
    let last = 0;
    while (!ended || seen.length < 160) {
      for (const { seq, externalIds } of await read(last)) {
        last = seq;
        seen.push(...externalIds);
      }
    }
    await written;
    expect(new Set(seen).size).toBe(160);
  });
});
