import { type ExternalStep, isSyncStep } from '@audience-sync/domain';
import { CanvasesRepository, HandoffsRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { decodeCursor } from '../graphql/cursor.ts';
import { cut, readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import { InputProblem, InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { AcknowledgeHandoffsPayload, HandoffObject, type HandoffPage } from './handoff.object.ts';
import { type AcknowledgeHandoffsInput } from './handoff.object.ts';

export type AcknowledgeOutcome = AcknowledgeHandoffsPayload | NotFoundError | InvalidInputError;

const keyOf = ({ sequence }: HandoffObject): number[] => [sequence];

/** The outbox of external steps, for an engine that fetches over GraphQL. */
@Injectable()
export class HandoffsService {
  constructor(
    private readonly canvases: CanvasesRepository,
    private readonly handoffs: HandoffsRepository,
  ) {}

  /** Null: no such external step in this workspace. */
  async page({ workspaceId }: Caller, stepId: string, question: PageQuestion): Promise<HandoffPage | null> {
    const request = readPage(question);
    if ((await this.step(workspaceId, stepId)) === null) return null;
    const after = Number(request.after?.[0] ?? 0);
    const rows = await this.handoffs.read(workspaceId, stepId, after, request.size + 1);
    const found = rows.map((row) => new HandoffObject(row));
    return toPage(cut(found, { ...request, after: null }, keyOf), request, keyOf);
  }

  async acknowledge(
    { workspaceId }: Caller,
    { stepId, cursor }: AcknowledgeHandoffsInput,
  ): Promise<AcknowledgeOutcome> {
    const step = await this.step(workspaceId, stepId);
    if (step === null) return new NotFoundError('The external step', ['input', 'stepId']);
    if (step.queue !== null) return consumedByQueue(step.queue);
    const upTo = decodeCursor(cursor)?.[0];
    if (typeof upTo !== 'number' || !Number.isSafeInteger(upTo)) return badCursor();
    return new AcknowledgeHandoffsPayload(stepId, await this.handoffs.acknowledge(workspaceId, stepId, upTo));
  }

  private async step(workspaceId: string, stepId: string): Promise<ExternalStep | null> {
    const [step] = await this.canvases.findSteps(workspaceId, [stepId]);
    return step && !isSyncStep(step) ? step : null;
  }
}

const badCursor = (): InvalidInputError =>
  new InvalidInputError([new InputProblem(['input', 'cursor'], 'This is not a cursor of `handoffs`.')]);

const consumedByQueue = (queue: string): InvalidInputError =>
  new InvalidInputError([
    new InputProblem(['input', 'stepId'], `The users of this step are consumed from the queue "${queue}".`),
  ]);
