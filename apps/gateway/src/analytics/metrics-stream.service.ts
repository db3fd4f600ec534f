import { type StepMetrics } from '@audience-sync/domain';
import { TopicBus } from '@audience-sync/messaging';
import { CanvasesRepository, StepMetricsRepository } from '@audience-sync/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';

import { type Caller } from '../auth/caller.ts';
import { type LatestValue } from './latest-value.ts';
import { MetricsHub } from './metrics-hub.ts';
import { noMetrics } from './no-metrics.ts';
import { StepMetricsObject } from './step-metrics.object.ts';

export interface StepMetricsEvent {
  readonly stepMetricsChanged: StepMetricsObject;
}

/** Live metrics of steps for subscribers. */
@Injectable()
export class MetricsStreamService {
  private readonly logger = new Logger(MetricsStreamService.name);
  private readonly hub: MetricsHub;

  constructor(
    private readonly canvases: CanvasesRepository,
    metrics: StepMetricsRepository,
    topics: TopicBus,
  ) {
    this.hub = new MetricsHub({
      topics,
      read: async (workspaceId, stepId) =>
        (await metrics.findMany(workspaceId, [stepId]))[0] ?? noMetrics({ id: stepId, workspaceId }),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
      onError: (err) => this.logger.warn({ err }, 'metrics could not be read'),
    });
  }

  async subscribe({ workspaceId }: Caller, stepId: string): Promise<AsyncIterableIterator<StepMetricsEvent>> {
    const [step] = await this.canvases.findSteps(workspaceId, [stepId]);
    if (!step) throw new GraphQLError('The step was not found.', { extensions: { code: 'NOT_FOUND' } });
    return eventsOf(this.hub.watch(workspaceId, stepId));
  }
}

/** Not a generator: one that waits for a value cannot be ended from outside, and would stay for ever. */
function eventsOf(values: LatestValue<StepMetrics>): AsyncIterableIterator<StepMetricsEvent> {
  return {
    async next() {
      const result = await values.next();
      return result.done === true ? result : { done: false, value: eventOf(result.value) };
    },
    async return() {
      await values.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const eventOf = (metrics: StepMetrics): StepMetricsEvent => ({
  stepMetricsChanged: new StepMetricsObject(metrics),
});
