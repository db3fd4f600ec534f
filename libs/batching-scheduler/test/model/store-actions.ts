import fc from 'fast-check';

import { type AttemptOutcome, type Operation } from '../../src/index.ts';
import { type NewItem, type StoreModel } from './store-model.ts';

const FLOWS = ['f1', 'f2'];
export const GROUPS = ['g1', 'g2'];
const KEYS = ['k0', 'k1', 'k2', 'k3'];

/** One step that anybody might take, at any time. Numbers pick from what there is by then. */
export type Action =
  | {
      readonly do: 'append';
      readonly group: number;
      readonly items: readonly NewItem[];
      readonly moved: boolean;
    }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'seal'; readonly group: number }
  | { readonly do: 'claim'; readonly flow: number; readonly limit: number }
  | { readonly do: 'begin'; readonly pick: number; readonly next: boolean }
  | { readonly do: 'finish'; readonly pick: number; readonly outcome: OutcomeKind; readonly arrives: boolean }
  | { readonly do: 'again'; readonly pick: number }
  | { readonly do: 'sweep' }
  | { readonly do: 'send'; readonly flow: number; readonly group: number; readonly outcome: OutcomeKind }
  | { readonly do: 'hold' | 'resume'; readonly flow: number; readonly group: number; readonly wide: boolean }
  | { readonly do: 'redrive'; readonly group: number; readonly pick: number; readonly single: boolean };

const OUTCOMES = ['accepted', 'retry', 'serialize', 'holdFlow', 'holdGroup', 'refused', 'deferred'] as const;
type OutcomeKind = (typeof OUTCOMES)[number];

const operation = fc.constantFrom<Operation>('ADD', 'REMOVE');
const item = fc.record({ operation, keys: fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 2 }) });
const pick = fc.nat(99);

export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), group: pick, items: fc.array(item, { minLength: 1, maxLength: 9 }), moved: fc.boolean() }) }, // prettier-ignore
  { weight: 4, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(100, 5_000, 12_000, 61_000, 1_900_000) }) }, // prettier-ignore
  { weight: 5, arbitrary: fc.record({ do: fc.constant('seal' as const), group: pick }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('claim' as const), flow: pick, limit: fc.integer({ min: 1, max: 5 }) }) }, // prettier-ignore
  { weight: 8, arbitrary: fc.record({ do: fc.constant('begin' as const), pick, next: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('finish' as const), pick, outcome: fc.constantFrom(...OUTCOMES, 'accepted' as const, 'accepted' as const), arrives: fc.boolean() }) }, // prettier-ignore
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      flow: pick,
      group: pick,
      outcome: fc.constantFrom('accepted' as const, 'accepted' as const, 'refused' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'resume' as const), flow: pick, group: pick, wide: fc.boolean() }) }, // prettier-ignore
  { weight: 4, arbitrary: fc.record({ do: fc.constant('redrive' as const), group: pick, pick, single: fc.boolean() }) }, // prettier-ignore
);

export async function act(model: StoreModel, action: Action): Promise<void> {
  switch (action.do) {
    case 'append':
      return append(model, action);
    case 'advance':
      model.clock.advance(action.ms);
      return model.expireLeases();
    case 'seal':
      await model.store.sealWindow(at(GROUPS, action.group));
      return;
    case 'claim':
      model.claimed.push(...(await model.store.claim(at(FLOWS, action.flow), action.limit)));
      return;
    case 'begin':
      return begin(model, action);
    case 'finish':
      return finish(model, action);
    case 'again':
      return again(model, action.pick);
    case 'sweep':
      return model.sweep();
    case 'send':
      return send(model, action);
    case 'hold':
    case 'resume':
      return model[action.do](
        action.wide ? { flowId: at(FLOWS, action.flow) } : { groupId: at(GROUPS, action.group) },
      );
    case 'redrive':
      return redrive(model, action);
  }
}

/** Group g1 is of flow f1, the others of f2; a few times a group moves. */
function append(model: StoreModel, { group, items, moved }: Action & { do: 'append' }): Promise<void> {
  const home = group % GROUPS.length === 0 ? 0 : 1;
  const flow = moved && group > 90 ? 1 - home : home;
  return model.append(at(FLOWS, flow), at(GROUPS, group), items);
}

async function begin(model: StoreModel, { pick, next }: Action & { do: 'begin' }): Promise<void> {
  const batch = model.claimed[pick % Math.max(1, model.claimed.length)];
  if (batch) await model.begin(next ? { ...batch, attempt: batch.attempt + 1 } : batch);
}

async function finish(
  model: StoreModel,
  { pick, outcome, arrives }: Action & { do: 'finish' },
): Promise<void> {
  const batch = model.leased[pick % Math.max(1, model.leased.length)];
  if (!batch) return;
  const isAccepted = outcome === 'accepted';
  if (isAccepted || (arrives && ['retry', 'serialize'].includes(outcome))) model.arrive(batch);
  const { batchId, attempt } = batch;
  await model.deliver({ batchId, attempt }, toOutcome(outcome, model.clock.now()));
}

/** A window passes in one go: sealed, and whatever may leave is sent, until nothing may any more or all is refused once. */
async function send(model: StoreModel, { flow, group, outcome }: Action & { do: 'send' }): Promise<void> {
  model.clock.advance(5_000);
  model.expireLeases();
  await model.store.sealWindow(at(GROUPS, group));
  for (let round = 0; round < 8; round++) {
    const claimed = await model.store.claim(at(FLOWS, flow), 9);
    for (const batch of claimed) await model.begin(batch);
    for (const batch of model.leased.filter((leased) => claimed.some((c) => c.batchId === leased.batchId))) {
      if (outcome === 'accepted') model.arrive(batch);
      await model.deliver(
        { batchId: batch.batchId, attempt: batch.attempt },
        toOutcome(outcome, model.clock.now()),
      );
    }
    if (claimed.length === 0) return;
  }
}

function toOutcome(kind: OutcomeKind, nowMs: number): AttemptOutcome {
  switch (kind) {
    case 'accepted':
      return { kind };
    case 'retry':
      return { kind, reason: 'BUSY' };
    case 'serialize':
      return { kind: 'retry', reason: 'CONFLICT', serialize: true };
    case 'holdFlow':
      return { kind: 'hold', scope: 'flow', reason: 'INVALID_TOKEN' };
    case 'holdGroup':
      return { kind: 'hold', scope: 'group', reason: 'TARGET_GONE' };
    case 'refused':
      return { kind, reason: 'BAD_RECORD' };
    case 'deferred':
      return { kind, untilMs: nowMs + 2_000 };
  }
}

/** An outcome comes a second time, and counts for nothing; or for the first time, after the lease. */
async function again(model: StoreModel, pick: number): Promise<void> {
  const late = model.late[pick % Math.max(1, model.late.length)];
  if (late && pick % 2 === 0) {
    model.late.splice(model.late.indexOf(late), 1);
    return model.deliver(late, { kind: 'accepted' });
  }
  const before = model.delivered[pick % Math.max(1, model.delivered.length)];
  if (before) assertNull(await model.store.settle(before.batch, before.outcome));
}

function assertNull(value: unknown): void {
  if (value !== null) throw new Error('an outcome counted twice');
}

async function redrive(
  model: StoreModel,
  { group, pick, single }: Action & { do: 'redrive' },
): Promise<void> {
  const ids = model.erroredIds;
  const itemId = ids[pick % Math.max(1, ids.length)];
  if (single && itemId) await model.store.redrive({ itemIds: [itemId] });
  else await model.store.redrive({ groupId: at(GROUPS, group) });
}

/** Whatever was wrong is mended: everything that is left is sent, and accepted. */
export async function heal(model: StoreModel): Promise<void> {
  for (const flowId of FLOWS) await model.resume({ flowId });
  for (const groupId of GROUPS) await model.resume({ groupId });
  for (let round = 0; round < 200; round++) {
    for (const groupId of GROUPS) await model.store.sealWindow(groupId);
    for (const flowId of FLOWS)
      for (const batch of await model.store.claim(flowId, 9)) await model.begin(batch);
    for (const batch of [...model.leased]) {
      model.arrive(batch);
      await model.deliver({ batchId: batch.batchId, attempt: batch.attempt }, { kind: 'accepted' });
    }
    model.clock.advance(5_000);
    model.expireLeases();
    await model.sweep();
    if (await isSettled(model)) return;
  }
}

async function isSettled(model: StoreModel): Promise<boolean> {
  const all = await Promise.all(
    GROUPS.map((g) => model.store.listBatches(g, ['OPEN', 'READY', 'IN_FLIGHT', 'WAITING'])),
  );
  return all.every((batches) => batches.length === 0);
}

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}
