// Real: Postgres, several transactions at once.
import { createHash } from 'node:crypto';
import { eventually } from '@audience-sync/test-kit';
import { type IdempotencyAnswer, type IdempotentRequest, type Tx } from '../src/index.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

let counter = 0;
const uniqueKey = () => `key ${++counter}`;
const request = (key: string, body = 'body', more: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
  workspaceId: 'wks_1',
  key,
  part: 0,
  requestHash: createHash('sha256').update(body).digest(),
  response: { accepted: body.length, by: body },
  ...more,
});
const insert = (...requests: IdempotentRequest[]) =>
  stage.database.transaction((tx) => stage.repositories.idempotency.insert(tx, requests));
const kinds = (answers: readonly IdempotencyAnswer[]) => answers.map((answer) => answer.kind);

it('is new once, then replays its answer, and refuses another body', async () => {
  const key = uniqueKey();
  expect(await insert(request(key))).toEqual([{ kind: 'new' }]);
  const again = request(key, 'body', { response: 'computed anew' });
  expect(await insert(again)).toEqual([{ kind: 'replay', response: { accepted: 4, by: 'body' } }]);
  expect(await insert(request(key, 'other'))).toEqual([{ kind: 'conflict' }]);
});

it('answers many at once in their order', async () => {
  const [known, taken, fresh] = [uniqueKey(), uniqueKey(), uniqueKey()];
  await insert(request(known), request(taken));
  const answers = await insert(request(fresh), request(taken, 'other'), request(known), request(uniqueKey()));
  expect(kinds(answers)).toEqual(['new', 'conflict', 'replay', 'new']);
  expect(await insert()).toEqual([]);
});

it('takes the second of two with one key in a transaction for the later one', async () => {
  const key = uniqueKey();
  const answers = await insert(request(key), request(key), request(key, 'other'));
  expect(answers).toEqual([
    { kind: 'new' },
    { kind: 'replay', response: { accepted: 4, by: 'body' } },
    { kind: 'conflict' },
  ]);
});

it('tells workspaces and parts apart', async () => {
  const key = uniqueKey();
  await insert(request(key));
  const others = [request(key, 'other', { workspaceId: 'wks_2' }), request(key, 'other', { part: 1 })];
  expect(kinds(await insert(...others))).toEqual(['new', 'new']);
});

it('keeps every kind of answer and key as it was', async () => {
  for (const response of [null, 0, '', [], { deep: [{ 'ü"\\': 1e21 }] }]) {
    const key = `${uniqueKey()} 'ü",{}\\`;
    await insert(request(key, 'body', { response }));
    expect(await insert(request(key))).toEqual([{ kind: 'replay', response }]);
  }
});

it('is new for one of many who come at the same time, in whatever order their keys are', async () => {
  const keys = Array.from({ length: 20 }, uniqueKey);
  const callers = Array.from({ length: 10 }, (_, caller) => [
    ...keys.slice(caller * 2),
    ...keys.slice(0, caller * 2),
  ]);
  const answers = await Promise.all(
    callers.map(async (order) => {
      const ofOne = await insert(...order.map((key) => request(key)));
      return order.filter((_, index) => ofOne[index]?.kind === 'new');
    }),
  );
  expect(answers.flat().toSorted()).toEqual(keys.toSorted());
});

it('waits for another one with the same key, and is new when that one rolls back', async () => {
  const key = uniqueKey();
  let rollBack: () => void = () => undefined;
  let claimed = false;
  const first = stage.database.transaction(async (tx: Tx) => {
    await stage.repositories.idempotency.insert(tx, [request(key)]);
    claimed = true;
    await new Promise<void>((resolve) => (rollBack = resolve));
    throw new Error('no');
  });
  first.catch(() => undefined);
  await eventually(() => expect(claimed).toBe(true));
  const second = insert(request(key));
  await eventually(async () => {
    const waiting = await stage.database.rows(
      "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    );
    expect(waiting.length).toBe(1);
  });
  rollBack();
  expect(await second).toEqual([{ kind: 'new' }]);
});

it('forgets what is old, a few at a time', async () => {
  const keys = Array.from({ length: 5 }, uniqueKey);
  await insert(...keys.map((key) => request(key)));
  await stage.database.execute(
    "UPDATE idempotency_record SET created_at = now() - interval '8 days' WHERE key = ANY ($1)",
    [keys],
  );
  const weekAgo = new Date(Date.now() - 7 * 86_400_000);
  const { idempotency } = stage.repositories;
  expect([
    await idempotency.prune(weekAgo, 3),
    await idempotency.prune(weekAgo, 3),
    await idempotency.prune(weekAgo, 3),
  ]).toEqual([3, 2, 0]);
});
