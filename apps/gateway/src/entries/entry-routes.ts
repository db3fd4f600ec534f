import { stepsReachedFrom, type CanvasStatus, type Chain, type Step } from '@audience-sync/domain';
import { type MatchField, type Operation, type StepKind } from '@audience-sync/domain';
import { type Tx } from '@audience-sync/persistence';

import { type EntryRefusal } from './entry-call.ts';

/** Where users go who enter a step, or why nobody can enter it. */
export type EntryRoute = { readonly kind: 'open'; readonly chain: Chain } | EntryRefusal;

interface RouteRow {
  readonly entered_id: string;
  readonly status: CanvasStatus;
  readonly id: string;
  readonly canvas_id: string;
  readonly workspace_id: string;
  readonly position: number;
  readonly kind: StepKind;
  readonly name: string;
  readonly connection_id: string | null;
  readonly ad_account_id: string | null;
  readonly audience_id: string | null;
  readonly operation: Operation | null;
  readonly match_fields: MatchField[];
  readonly handoff_queue: string | null;
}

const ROUTES = {
  name: 'entry-routes',
  text: `SELECT entered.id AS entered_id, canvas.status, step.* FROM step AS entered
    JOIN canvas ON canvas.id = entered.canvas_id
    JOIN step ON step.canvas_id = entered.canvas_id AND step.position >= entered.position
   WHERE entered.id = ANY ($1::text[]) ORDER BY step.position`,
};

/** The routes of entered steps, as they are in this transaction: one read for all of them. */
export class EntryRoutes {
  private constructor(private readonly rows: ReadonlyMap<string, readonly RouteRow[]>) {}

  static async read(tx: Tx, stepIds: readonly string[]): Promise<EntryRoutes> {
    const { rows } = await tx.query<RouteRow>({ ...ROUTES, values: [[...new Set(stepIds)]] });
    const byStep = new Map<string, RouteRow[]>();
    for (const row of rows) byStep.set(row.entered_id, [...(byStep.get(row.entered_id) ?? []), row]);
    return new EntryRoutes(byStep);
  }

  /** The step of another workspace is unknown, like one that does not exist. */
  of(workspaceId: string, stepId: string): EntryRoute {
    const rows = this.rows.get(stepId) ?? [];
    const [entered] = rows;
    if (entered?.workspace_id !== workspaceId) return { kind: 'unknownStep' };
    if (entered.kind === 'EXTERNAL') return { kind: 'stepNotSyncable' };
    if (entered.status !== 'ACTIVE') return { kind: 'canvasNotActive', status: entered.status };
    return { kind: 'open', chain: stepsReachedFrom(rows.map(stepOf), stepId) };
  }
}

function stepOf(row: RouteRow): Step {
  const { id, position, name } = row;
  const base = { id, position, name, canvasId: row.canvas_id, workspaceId: row.workspace_id };
  if (row.kind === 'EXTERNAL' || row.operation === null)
    return { ...base, kind: 'EXTERNAL', queue: row.handoff_queue };
  const target = {
    connectionId: row.connection_id,
    adAccountId: row.ad_account_id,
    audienceId: row.audience_id,
  };
  return {
    ...base,
    ...target,
    kind: 'AUDIENCE_SYNC',
    operation: row.operation,
    matchFields: row.match_fields,
  };
}
