import {
  type AppendPlan,
  type GroupWindow,
  type OpenBatch,
  planAppend,
  type PlannedBatch,
} from '../append-plan.ts';
import { type GroupRequests } from '../append-groups.ts';
import { type AppendResult } from '../batch-store.port.ts';
import { type LedgerMovement, type Operation } from '../model.ts';
import { addUp, moveAll } from '../movements.ts';
import { writeAppend } from './pg-append-write.ts';
import { clearChunks } from './pg-chunks.ts';
import { type PgContext, toMs } from './pg-context.ts';
import { type GroupRow, lockOrMakeGroups, moveToFlow } from './pg-groups.ts';
import { rowsOf } from './pg.port.ts';

/** What to wake, and what was settled at once for having nothing to send. */
export interface Appended extends AppendResult {
  readonly movements: readonly LedgerMovement[];
}

export interface GroupPlan {
  readonly group: GroupRow;
  readonly flowId: string;
  /** The group came over from another flow, with batches that may leave. */
  readonly moved: boolean;
  readonly plan: AppendPlan;
  /** Epoch ms in which each batch of the plan was made: new ones now. */
  readonly createdAtMs: ReadonlyMap<string, number>;
}

/** Three statements, whatever the number of items: lock the groups, read their open batches, write everything. */
export async function appendAll(context: PgContext, requests: readonly GroupRequests[]): Promise<Appended> {
  if (requests.length === 0) return { opened: [], readyFlowIds: [], movements: [] };
  const groups = await lockOrMakeGroups(context, requests);
  const open = await readOpenBatches(context, groups);
  const plans: GroupPlan[] = [];
  for (const own of requests) {
    const group = groups.find((row) => row.id === own.groupId);
    if (group) plans.push(await planGroup(context, group, own, open));
  }
  await writeAppend(context, plans);
  const movements: LedgerMovement[] = [];
  for (const plan of plans) movements.push(...(await syncedAtOnce(context, plan)));
  return {
    opened: plans.flatMap(openedBy),
    readyFlowIds: [...new Set(plans.filter(hasReady).map((plan) => plan.flowId))],
    movements: addUp(movements),
  };
}

interface OpenRow extends OpenBatch {
  readonly groupId: string;
  readonly createdAtMs: number;
}

async function readOpenBatches(
  { db, s }: PgContext,
  groups: readonly GroupRow[],
): Promise<readonly OpenRow[]> {
  const ids = groups.filter((group) => group.windowId !== null).map((group) => group.id);
  if (ids.length === 0) return [];
  const text = `select id as "batchId", group_id as "groupId", operation, items, live, bytes::float8 as bytes,
      ${toMs('created_at')} as "createdAtMs"
    from ${s}.batch where group_id = any($1) and state = 'OPEN' and not is_full`;
  return rowsOf<OpenRow>(db, text, [ids]);
}

async function planGroup(
  context: PgContext,
  group: GroupRow,
  { flowId, requests }: GroupRequests,
  allOpen: readonly OpenRow[],
): Promise<GroupPlan> {
  const { nowMs } = group;
  const own = allOpen.filter((batch) => batch.groupId === group.id);
  const find = (operation: Operation) => own.find((batch) => batch.operation === operation) ?? null;
  const window: GroupWindow = { ...group, open: { ADD: find('ADD'), REMOVE: find('REMOVE') } };
  const plan = planAppend(window, requests, {
    nowMs,
    newId: () => context.newId(nowMs),
    options: context.options,
  });
  const moved = group.flowId !== flowId && (await moveToFlow(context, group.id, flowId));
  const known = new Map(own.map((batch) => [batch.batchId, batch.createdAtMs]));
  const createdAtMs = new Map(plan.batches.map(({ batchId }) => [batchId, known.get(batchId) ?? nowMs]));
  return { group, flowId, moved, plan, createdAtMs };
}

function openedBy({ group, plan }: GroupPlan): AppendResult['opened'] {
  const { windowId, sealAtMs } = plan.window;
  const isNew = windowId !== null && windowId !== group.windowId && sealAtMs !== null;
  return isNew ? [{ groupId: group.id, windowId, sealAtMs }] : [];
}

function hasReady({ plan, moved }: GroupPlan): boolean {
  return moved || plan.batches.some((batch) => batch.windowNo !== null && batch.live > 0);
}

function isEmptySealed(batch: PlannedBatch): boolean {
  return batch.windowNo !== null && batch.live === 0;
}

async function syncedAtOnce(
  context: PgContext,
  { plan, group, createdAtMs }: GroupPlan,
): Promise<readonly LedgerMovement[]> {
  const movements: LedgerMovement[] = [];
  for (const { batchId: id } of plan.batches.filter(isEmptySealed)) {
    const place = { id, createdAtMs: createdAtMs.get(id) ?? group.nowMs };
    movements.push(...moveAll(await clearChunks(context, place), 'pending', 'synced'));
  }
  return movements;
}
