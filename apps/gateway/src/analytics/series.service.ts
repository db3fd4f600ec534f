import { isSyncStep } from '@audience-sync/domain';
import {
  AudiencesRepository,
  CanvasesRepository,
  SeriesRepository,
  type SeriesRange,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { InputProblem, InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { readRange, type RangeQuestion } from './range.ts';
import { AnswerSeriesObject, MetricsSeriesObject } from './series.object.ts';

/** What a series is about. */
export type SeriesSubject =
  | { readonly kind: 'step'; readonly id: string }
  | { readonly kind: 'canvas'; readonly id: string }
  | { readonly kind: 'audience'; readonly id: string };

export type SeriesOutcome<Series> = Series | NotFoundError | InvalidInputError;

const WORDS = { step: 'The step', canvas: 'The canvas', audience: 'The audience' } as const;

/** Series of the workspace's steps, canvases and audiences. */
@Injectable()
export class SeriesService {
  constructor(
    private readonly series: SeriesRepository,
    private readonly canvases: CanvasesRepository,
    private readonly audiences: AudiencesRepository,
  ) {}

  async metrics(
    workspaceId: string,
    subject: SeriesSubject,
    question: RangeQuestion,
  ): Promise<SeriesOutcome<MetricsSeriesObject>> {
    const stepIds = await this.stepsOf(workspaceId, subject);
    if (stepIds === null) return new NotFoundError(WORDS[subject.kind], [`${subject.kind}Id`]);
    const range = await this.range(question);
    if (range instanceof InvalidInputError) return range;
    return new MetricsSeriesObject(await this.series.ofSteps(stepIds, range), range);
  }

  async answers(
    workspaceId: string,
    audienceId: string,
    question: RangeQuestion,
  ): Promise<SeriesOutcome<AnswerSeriesObject>> {
    const [audience] = await this.audiences.findMany(workspaceId, [audienceId]);
    if (!audience) return new NotFoundError(WORDS.audience, ['audienceId']);
    const range = await this.range(question);
    if (range instanceof InvalidInputError) return range;
    return new AnswerSeriesObject(await this.series.ofAnswers([audience.id], range));
  }

  private async range(question: RangeQuestion): Promise<SeriesRange | InvalidInputError> {
    const range = readRange(question, Date.now());
    if (range instanceof InvalidInputError || (await this.series.knowsTimeZone(range.timeZone))) return range;
    return new InvalidInputError([new InputProblem(['range', 'timeZone'], 'There is no such time zone.')]);
  }

  /** Null: there is no such thing in the workspace. */
  private async stepsOf(workspaceId: string, { kind, id }: SeriesSubject): Promise<readonly string[] | null> {
    switch (kind) {
      case 'step': {
        const steps = await this.canvases.findSteps(workspaceId, [id]);
        return steps.length === 0 ? null : [id];
      }
      case 'canvas': {
        const canvas = await this.canvases.find(workspaceId, id);
        return canvas && canvas.steps.filter(isSyncStep).map((step) => step.id);
      }
      case 'audience': {
        const [audience] = await this.audiences.findMany(workspaceId, [id]);
        return audience ? (await this.canvases.stepsFeeding(workspaceId, [id])).map((step) => step.id) : null;
      }
    }
  }
}
