import { isSyncStep, type Step } from '@audience-sync/domain';
import { type StepEntity } from '../entities/step.entity.ts';

/** A row of steps, as an entity or as JSON. */
export type StepColumns = Readonly<StepEntity>;

/** A step out of its row. */
export function stepOf(row: StepColumns): Step {
  const { id, canvasId, workspaceId, position, name } = row;
  const base = { id, canvasId, workspaceId, position, name };
  if (row.kind === 'EXTERNAL') return { ...base, kind: 'EXTERNAL', queue: row.handoffQueue };
  const { connectionId, adAccountId, audienceId, matchFields } = row;
  if (row.operation === null) throw new Error(`step ${id} has no operation`);
  return {
    ...base,
    kind: 'AUDIENCE_SYNC',
    connectionId,
    adAccountId,
    audienceId,
    operation: row.operation,
    matchFields,
  };
}

/** The columns of a step, by their names in the table. */
export function stepRowOf(step: Step): Record<string, unknown> {
  const sync = isSyncStep(step) ? step : null;
  return {
    id: step.id,
    position: step.position,
    kind: step.kind,
    name: step.name,
    connection_id: sync?.connectionId ?? null,
    ad_account_id: sync?.adAccountId ?? null,
    audience_id: sync?.audienceId ?? null,
    operation: sync?.operation ?? null,
    match_fields: sync?.matchFields ?? [],
    handoff_queue: step.kind === 'EXTERNAL' ? step.queue : null,
  };
}
