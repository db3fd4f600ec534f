import { type CanvasWithSteps, type Step } from '@audience-sync/domain';

/** Positions without gaps, in the order of the list. */
const numbered = (steps: readonly Step[]): Step[] => steps.map((step, position) => ({ ...step, position }));

/** Puts a new step at a place, or at the end. Null: there is no such place. */
export function insertStep(
  canvas: CanvasWithSteps,
  step: Step,
  position: number | null,
): CanvasWithSteps | null {
  const place = position ?? canvas.steps.length;
  if (place < 0 || place > canvas.steps.length) return null;
  return { ...canvas, steps: numbered(canvas.steps.toSpliced(place, 0, step)) };
}

/** Null: no such step. */
export function removeStep(canvas: CanvasWithSteps, stepId: string): CanvasWithSteps | null {
  const rest = canvas.steps.filter(({ id }) => id !== stepId);
  return rest.length === canvas.steps.length ? null : { ...canvas, steps: numbered(rest) };
}

/** Null: the ids are not the steps of the canvas, each once. */
export function reorderSteps(canvas: CanvasWithSteps, stepIds: readonly string[]): CanvasWithSteps | null {
  const byId = new Map(canvas.steps.map((step) => [step.id, step]));
  const ordered = [...new Set(stepIds)].flatMap((id) => byId.get(id) ?? []);
  const isWhole = ordered.length === canvas.steps.length && stepIds.length === ordered.length;
  return isWhole ? { ...canvas, steps: numbered(ordered) } : null;
}

export function replaceStep(canvas: CanvasWithSteps, step: Step): CanvasWithSteps {
  return { ...canvas, steps: canvas.steps.map((one) => (one.id === step.id ? step : one)) };
}
