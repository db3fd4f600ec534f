import { Args, ID, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { listCost } from '../graphql/limits/cost.ts';
import {
  type AnswerSeriesObject,
  AnswerSeriesResult,
  type MetricsSeriesObject,
  MetricsSeriesResult,
  TimeRangeInput,
} from './series.object.ts';
import { SeriesService, type SeriesOutcome } from './series.service.ts';

const RANGE = { description: 'Which stretch of time, and how it is cut.' };
const COST = { complexity: listCost(100) };

@Resolver()
export class SeriesResolver {
  constructor(private readonly service: SeriesService) {}

  @Requires('VIEWER')
  @Query(() => MetricsSeriesResult, { ...COST, description: 'What moved when in a step.' })
  stepSeries(
    @CurrentCaller() { workspaceId }: Caller,
    @Args('stepId', { type: () => ID, description: 'The step.' }) id: string,
    @Args('range', RANGE) range: TimeRangeInput,
  ): Promise<SeriesOutcome<MetricsSeriesObject>> {
    return this.service.metrics(workspaceId, { kind: 'step', id }, range);
  }

  @Requires('VIEWER')
  @Query(() => MetricsSeriesResult, {
    ...COST,
    description: 'What moved when in the steps of a canvas together.',
  })
  canvasSeries(
    @CurrentCaller() { workspaceId }: Caller,
    @Args('canvasId', { type: () => ID, description: 'The canvas.' }) id: string,
    @Args('range', RANGE) range: TimeRangeInput,
  ): Promise<SeriesOutcome<MetricsSeriesObject>> {
    return this.service.metrics(workspaceId, { kind: 'canvas', id }, range);
  }

  @Requires('VIEWER')
  @Query(() => MetricsSeriesResult, {
    ...COST,
    description: 'What moved when in the steps that use an audience now.',
  })
  audienceSeries(
    @CurrentCaller() { workspaceId }: Caller,
    @Args('audienceId', { type: () => ID, description: 'The audience.' }) id: string,
    @Args('range', RANGE) range: TimeRangeInput,
  ): Promise<SeriesOutcome<MetricsSeriesObject>> {
    return this.service.metrics(workspaceId, { kind: 'audience', id }, range);
  }

  @Requires('VIEWER')
  @Query(() => AnswerSeriesResult, {
    ...COST,
    description: 'What Pinterest answered when to the attempts at batches of an audience.',
  })
  answerSeries(
    @CurrentCaller() { workspaceId }: Caller,
    @Args('audienceId', { type: () => ID, description: 'The audience.' }) audienceId: string,
    @Args('range', RANGE) range: TimeRangeInput,
  ): Promise<SeriesOutcome<AnswerSeriesObject>> {
    return this.service.answers(workspaceId, audienceId, range);
  }
}
