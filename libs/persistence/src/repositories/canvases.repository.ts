import {
  type AudienceSyncStep,
  type Canvas,
  type CanvasStatus,
  type CanvasWithSteps,
  isSyncStep,
  newId,
  type Step,
} from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, MoreThan } from 'typeorm';
import { Database, type Tx } from '../database.ts';
import { CanvasEntity } from '../entities/canvas.entity.ts';
import { StepEntity } from '../entities/step.entity.ts';
import { type Page, type Slice, sliceOf } from '../page.ts';
import { pick } from '../pick.ts';
import { contains } from '../sql.ts';
import { type StepColumns, stepOf, stepRowOf } from './step-row.ts';

const FIELDS = [
  'id',
  'workspaceId',
  'name',
  'status',
  'version',
  'createdAt',
  'updatedAt',
  'launchedAt',
] as const;

/** `stale`: somebody has changed it meanwhile. `step-in-use`: users have entered a step that would go. */
export type SaveResult =
  | { readonly kind: 'saved'; readonly canvas: CanvasWithSteps }
  | { readonly kind: 'stale'; readonly currentVersion: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'step-in-use'; readonly stepIds: readonly string[] };

export interface CanvasFilter {
  readonly statuses?: readonly CanvasStatus[];
  /** Part of the name, in any case. */
  readonly search?: string;
}

/** What steps point at. */
export type UsedBy = { readonly connectionId: string } | { readonly audienceId: string };

@Injectable()
export class CanvasesRepository {
  constructor(private readonly database: Database) {}

  async create(workspaceId: string, name: string, tx?: Tx): Promise<CanvasWithSteps> {
    const id = newId('can');
    const manager = this.database.manager(tx);
    await manager.insert(CanvasEntity, { id, workspaceId, name, status: 'DRAFT' });
    return { ...pick(await manager.findOneByOrFail(CanvasEntity, { id }), FIELDS), steps: [] };
  }

  async find(workspaceId: string, id: string, tx?: Tx): Promise<CanvasWithSteps | null> {
    const [canvas] = await this.findMany(workspaceId, [id], tx);
    return canvas ?? null;
  }

  async findMany(workspaceId: string, ids: readonly string[], tx?: Tx): Promise<readonly CanvasWithSteps[]> {
    const manager = this.database.manager(tx);
    const canvases = await manager.findBy(CanvasEntity, { workspaceId, id: In([...ids]) });
    const found = canvases.map((canvas) => canvas.id);
    const steps = await manager.find(StepEntity, {
      where: { workspaceId, canvasId: In(found) },
      order: { position: 'ASC' },
    });
    return canvases.map((canvas) => ({
      ...pick(canvas, FIELDS),
      steps: steps.filter((step) => step.canvasId === canvas.id).map(stepOf),
    }));
  }

  async list(workspaceId: string, { statuses, search }: CanvasFilter, page: Page): Promise<Slice<Canvas>> {
    const where = {
      workspaceId,
      ...(statuses === undefined ? {} : { status: In([...statuses]) }),
      ...(search === undefined ? {} : { name: contains(search) }),
      ...(page.after === null ? {} : { id: MoreThan(page.after) }),
    };
    const rows = await this.database
      .manager()
      .find(CanvasEntity, { where, order: { id: 'ASC' }, take: page.limit + 1 });
    return sliceOf(
      rows.map((row) => pick(row, FIELDS)),
      page,
    );
  }

  /** The canvas that a step belongs to. */
  async findByStep(workspaceId: string, stepId: string): Promise<CanvasWithSteps | null> {
    const rows = await this.database.rows<Canvas & { step: StepColumns }>(FIND_BY_STEP, [
      workspaceId,
      stepId,
    ]);
    const [first] = rows;
    return first ? { ...pick(first, FIELDS), steps: rows.map((row) => stepOf(row.step)) } : null;
  }

  async findSteps(workspaceId: string, stepIds: readonly string[]): Promise<readonly Step[]> {
    const rows = await this.database.manager().findBy(StepEntity, { workspaceId, id: In([...stepIds]) });
    return rows.map(stepOf);
  }

  /** The steps that use one of these audiences now. */
  async stepsFeeding(
    workspaceId: string,
    audienceIds: readonly string[],
  ): Promise<readonly AudienceSyncStep[]> {
    const where = { workspaceId, audienceId: In([...audienceIds]) };
    const rows = await this.database.manager().find(StepEntity, { where, order: { id: 'ASC' } });
    return rows.map(stepOf).filter(isSyncStep);
  }

  /** Every step of the workspace. */
  async listSteps(workspaceId: string): Promise<readonly Step[]> {
    return (await this.database.manager().findBy(StepEntity, { workspaceId })).map(stepOf);
  }

  /** Canvases with a step that uses it. */
  listUsing(workspaceId: string, used: UsedBy): Promise<readonly Canvas[]> {
    return this.using({ ...used, workspaceId });
  }

  /** For the worker: canvases, of whichever workspace, with a step that uses it. */
  listUsingForDelivery(used: UsedBy): Promise<readonly Canvas[]> {
    return this.using(used);
  }

  /**
   * Stores a canvas and all its steps as given, when the stored version is still `canvas.version`; the version goes up
   * by one. Steps that are not among them any more are deleted, new ones get counters of zero.
   */
  save(canvas: CanvasWithSteps, tx?: Tx): Promise<SaveResult> {
    return this.database.within(tx, async (inner) => {
      const currentVersion = await this.lock(canvas, inner);
      if (currentVersion === null) return { kind: 'missing' };
      if (currentVersion !== canvas.version) return { kind: 'stale', currentVersion };
      const stepIds = await this.removedInUse(canvas, inner);
      if (stepIds.length > 0) return { kind: 'step-in-use', stepIds };
      await this.write(canvas, inner);
      await this.writeSteps(canvas, inner);
      const saved = await this.find(canvas.workspaceId, canvas.id, inner);
      return saved ? { kind: 'saved', canvas: saved } : { kind: 'missing' };
    });
  }

  private async using(where: FindOptionsWhere<StepEntity>): Promise<readonly Canvas[]> {
    const manager = this.database.manager();
    const steps = await manager.find(StepEntity, { select: { canvasId: true }, where });
    const rows = await manager.findBy(CanvasEntity, { id: In(steps.map((step) => step.canvasId)) });
    return rows.map((row) => pick(row, FIELDS));
  }

  private async lock({ workspaceId, id }: Canvas, tx: Tx): Promise<number | null> {
    const sql = 'SELECT version FROM canvas WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE';
    const [row] = await this.database.rows<{ version: number }>(sql, [workspaceId, id], tx);
    return row?.version ?? null;
  }

  /** Locks the counters of the steps that are to go, so that nobody enters them meanwhile. */
  private async removedInUse({ id, steps }: CanvasWithSteps, tx: Tx): Promise<string[]> {
    const rows = await this.database.rows<{ step_id: string; entered: string }>(
      `SELECT m.step_id, m.entered FROM step_metrics m JOIN step s ON s.id = m.step_id
        WHERE s.canvas_id = $1 AND s.id <> ALL ($2) ORDER BY m.step_id FOR UPDATE OF m`,
      [id, steps.map((step) => step.id)],
      tx,
    );
    return rows.filter((row) => row.entered !== '0').map((row) => row.step_id);
  }

  private async write({ id, name, status, launchedAt }: Canvas, tx: Tx): Promise<void> {
    await this.database.execute(
      'UPDATE canvas SET name = $2, status = $3, launched_at = $4, version = version + 1, updated_at = now() WHERE id = $1',
      [id, name, status, launchedAt],
      tx,
    );
  }

  private async writeSteps({ id, workspaceId, steps }: CanvasWithSteps, tx: Tx): Promise<void> {
    const ids = steps.map((step) => step.id);
    await this.database.execute('DELETE FROM step WHERE canvas_id = $1 AND id <> ALL ($2)', [id, ids], tx);
    const rows = JSON.stringify(steps.map((step) => stepRowOf(step)));
    const written = await this.database.execute(UPSERT_STEPS, [id, workspaceId, rows], tx);
    if (written !== steps.length) throw new Error(`a step of canvas ${id} belongs to another canvas`);
    await this.database.execute(
      'INSERT INTO step_metrics (step_id, workspace_id) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING',
      [ids, workspaceId],
      tx,
    );
  }
}

/** One statement: this is asked with every entry. */
const FIND_BY_STEP = `
  SELECT c.id, c.workspace_id AS "workspaceId", c.name, c.status, c.version, c.created_at AS "createdAt",
         c.updated_at AS "updatedAt", c.launched_at AS "launchedAt",
         jsonb_build_object('id', s.id, 'canvasId', s.canvas_id, 'workspaceId', s.workspace_id, 'position', s.position,
           'kind', s.kind, 'name', s.name, 'connectionId', s.connection_id, 'adAccountId', s.ad_account_id,
           'audienceId', s.audience_id, 'operation', s.operation, 'matchFields', s.match_fields,
           'handoffQueue', s.handoff_queue) AS step
    FROM step entered JOIN canvas c ON c.id = entered.canvas_id JOIN step s ON s.canvas_id = c.id
   WHERE entered.workspace_id = $1 AND entered.id = $2 ORDER BY s.position`;

/** Kind and canvas of a step never change. Positions may be swapped: they are checked at the end of the transaction. */
const UPSERT_STEPS = `
  INSERT INTO step (id, canvas_id, workspace_id, position, kind, name, connection_id, ad_account_id, audience_id, operation, match_fields, handoff_queue)
  SELECT one.id, $1, $2, one.position, one.kind, one.name, one.connection_id, one.ad_account_id, one.audience_id, one.operation, one.match_fields, one.handoff_queue
    FROM jsonb_to_recordset($3) AS one (id text, position int, kind text, name text, connection_id text, ad_account_id text,
                                        audience_id text, operation text, match_fields text[], handoff_queue text)
  ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name, connection_id = excluded.connection_id,
    ad_account_id = excluded.ad_account_id, audience_id = excluded.audience_id, operation = excluded.operation,
    match_fields = excluded.match_fields, handoff_queue = excluded.handoff_queue
  WHERE step.canvas_id = excluded.canvas_id AND step.workspace_id = excluded.workspace_id AND step.kind = excluded.kind`;
