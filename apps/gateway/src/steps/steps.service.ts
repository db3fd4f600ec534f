import {
  isSyncStep,
  newId,
  type AudienceSyncStep,
  type CanvasWithSteps,
  type Step,
} from '@audience-sync/domain';
import { CanvasesRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { CanvasObject } from '../canvases/canvas.object.ts';
import { type AddStepPayload } from '../canvases/canvas.results.ts';
import { CanvasesService, type EditOutcome, type EditRefusal } from '../canvases/canvases.service.ts';
import { readName } from '../graphql/names.ts';
import { UserError } from '../graphql/user-error.object.ts';
import {
  type AddAudienceSyncStepInput,
  type AddExternalStepInput,
  type RemoveStepInput,
  type ReorderStepsInput,
  type UpdateAudienceSyncStepInput,
  type UpdateExternalStepInput,
} from './step.inputs.ts';
import {
  added,
  choiceOf,
  invalid,
  lockedPart,
  pickTarget,
  question,
  queueLocked,
  readQueue,
  stepNotFound,
  whileClosed,
} from './step-edits.ts';
import { insertStep, removeStep, reorderSteps, replaceStep } from './step-order.ts';
import { StepTargets } from './step-targets.ts';

export type AddOutcome = AddStepPayload | EditRefusal;

const MAX_STEPS = 100;
const NO_TARGET = { connectionId: null, adAccountId: null, audienceId: null };

/** Edits the steps of canvases. */
@Injectable()
export class StepsService {
  constructor(
    private readonly canvases: CanvasesService,
    private readonly repository: CanvasesRepository,
    private readonly targets: StepTargets,
  ) {}

  async find(workspaceId: string, id: string): Promise<Step | null> {
    const [step] = await this.repository.findSteps(workspaceId, [id]);
    return step ?? null;
  }

  addSync(caller: Caller, input: AddAudienceSyncStepInput): Promise<AddOutcome> {
    return this.add(caller, input, async (base) => {
      const target = await this.targets.choose(caller.workspaceId, NO_TARGET, choiceOf(input));
      if (target instanceof UserError) return target;
      const { operation, matchFields } = input;
      return { ...base, ...target, kind: 'AUDIENCE_SYNC', operation, matchFields: [...new Set(matchFields)] };
    });
  }

  addExternal(caller: Caller, input: AddExternalStepInput): Promise<AddOutcome> {
    const queue = readQueue(input.queue);
    return this.add(caller, input, (base) =>
      Promise.resolve(queue instanceof UserError ? queue : { ...base, kind: 'EXTERNAL', queue }),
    );
  }

  updateSync(caller: Caller, input: UpdateAudienceSyncStepInput): Promise<EditOutcome> {
    return this.canvases.edit(caller, question(input, 'step.changed'), async (canvas) => {
      const step = canvas.steps.find(({ id }) => id === input.stepId);
      if (!step || !isSyncStep(step)) return stepNotFound();
      const changed = await this.changed(caller, canvas, step, input);
      return changed instanceof UserError ? changed : replaceStep(canvas, changed);
    });
  }

  updateExternal(caller: Caller, input: UpdateExternalStepInput): Promise<EditOutcome> {
    return this.canvases.edit(caller, question(input, 'step.changed'), (canvas) => {
      const step = canvas.steps.find(({ id }) => id === input.stepId);
      if (!step || isSyncStep(step)) return stepNotFound();
      const name = input.name == null ? step.name : readName(input.name);
      if (name instanceof UserError) return name;
      const queue = input.queue === undefined ? step.queue : readQueue(input.queue);
      if (queue instanceof UserError) return queue;
      if (canvas.status === 'ACTIVE' && queue !== step.queue) return queueLocked();
      return replaceStep(canvas, { ...step, name, queue });
    });
  }

  remove(caller: Caller, input: RemoveStepInput): Promise<EditOutcome> {
    const edit = whileClosed((canvas) => removeStep(canvas, input.stepId) ?? stepNotFound());
    return this.canvases.edit(caller, question(input, 'step.removed'), edit);
  }

  reorder(caller: Caller, input: ReorderStepsInput): Promise<EditOutcome> {
    const wrong = invalid(['input', 'stepIds'], 'Name every step of the canvas once.');
    const edit = whileClosed((canvas) => reorderSteps(canvas, input.stepIds) ?? wrong);
    return this.canvases.edit(caller, question(input, 'steps.reordered'), edit);
  }

  private async add(
    caller: Caller,
    input: AddAudienceSyncStepInput | AddExternalStepInput,
    make: (base: Omit<Step, 'kind'>) => Promise<Step | EditRefusal>,
  ): Promise<AddOutcome> {
    const id = newId('stp');
    const edit = whileClosed(async (canvas) => {
      if (canvas.steps.length >= MAX_STEPS)
        return invalid(['input'], `A canvas has at most ${MAX_STEPS} steps.`);
      const name = readName(input.name);
      if (name instanceof UserError) return name;
      const step = await make({
        id,
        name,
        canvasId: canvas.id,
        workspaceId: canvas.workspaceId,
        position: 0,
      });
      if (step instanceof UserError) return step;
      return (
        insertStep(canvas, step, input.position ?? null) ??
        invalid(['input', 'position'], 'There is no such place.')
      );
    });
    const outcome = await this.canvases.edit(caller, question(input, 'step.added'), edit);
    return outcome instanceof CanvasObject ? added(outcome, id) : outcome;
  }

  private async changed(
    caller: Caller,
    { status }: CanvasWithSteps,
    step: AudienceSyncStep,
    input: UpdateAudienceSyncStepInput,
  ): Promise<AudienceSyncStep | EditRefusal> {
    const name = input.name == null ? step.name : readName(input.name);
    if (name instanceof UserError) return name;
    const target = await this.targets.choose(caller.workspaceId, step, choiceOf(input));
    if (target instanceof UserError) return target;
    const operation = input.operation ?? step.operation;
    const matchFields = input.matchFields == null ? step.matchFields : [...new Set(input.matchFields)];
    const next = { ...step, ...pickTarget(target), name, operation, matchFields };
    return (status === 'ACTIVE' ? lockedPart(step, next) : null) ?? next;
  }
}
