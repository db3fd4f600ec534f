import {
  explainPending,
  type Breakdown,
  type DetailedMetrics,
  type StepCounts,
  type StepMetrics,
} from '@audience-sync/domain';
import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { BreakdownObject } from './breakdown.object.ts';

/** Counts, with the reasons behind them when they were asked for. */
export type DetailedCounts = StepCounts & { readonly breakdown?: Breakdown };

/** The fields that need more than the counters. */
export const DETAILED_FIELDS: ReadonlySet<string> = new Set(['breakdown', 'explanation']);

@ObjectType({ isAbstract: true })
abstract class Counts {
  constructor(private readonly counts: DetailedCounts) {}

  @Field(() => BreakdownObject, {
    complexity: 20,
    description: 'The reasons behind notSynced, pending and errored, of the same moment as the counts.',
  })
  get breakdown(): BreakdownObject {
    return new BreakdownObject(this.details);
  }

  @Field(() => String, {
    nullable: true,
    description: 'What pending users wait for and until when, in words. Null: nobody is pending.',
  })
  get explanation(): string | null {
    return explainPending(this.details.pending);
  }

  private get details(): Breakdown {
    if (!this.counts.breakdown) throw new Error('the reasons were not read');
    return this.counts.breakdown;
  }

  @Field(() => BigCount, { description: 'Users who entered.' })
  get entered(): number {
    return this.counts.entered;
  }

  @Field(() => BigCount, {
    description: 'Users who advanced to the next step; at a last step all users advance by themselves.',
  })
  get proceeded(): number {
    return this.counts.proceeded;
  }

  @Field(() => BigCount, {
    description:
      'Users whom Pinterest accepted, and users whose last word was the opposite one, said in the same window of at most 5 seconds: they share the outcome of their batch without being sent.',
  })
  get synced(): number {
    return this.counts.synced;
  }

  @Field(() => BigCount, { description: 'Users without a usable match field.' })
  get notSynced(): number {
    return this.counts.notSynced;
  }

  @Field(() => BigCount, { description: 'Users still to be sent to Pinterest.' })
  get pending(): number {
    return this.counts.pending;
  }

  @Field(() => BigCount, {
    description:
      'Users who could not be synced: refused by Pinterest, or given up after about 13 hours of retries.',
  })
  get errored(): number {
    return this.counts.errored;
  }

  @Field(() => BigCount, { description: 'Users who left the canvas because this step was its last.' })
  get exited(): number {
    return this.counts.exited;
  }
}

@Requires('VIEWER')
@ObjectType('StepMetrics', {
  description:
    'What became of the users of a step. entered = synced + notSynced + pending + errored, at every moment.',
})
export class StepMetricsObject extends Counts {
  constructor(readonly source: StepMetrics | DetailedMetrics) {
    super(source);
  }

  @Field(() => ID, { description: 'The step.' })
  get stepId(): string {
    return this.source.stepId;
  }

  @Field(() => Date, { description: 'When a count last changed.' })
  get updatedAt(): Date {
    return this.source.updatedAt;
  }
}

@Requires('VIEWER')
@ObjectType('CanvasMetrics', { description: 'The metrics of the audience sync steps of a canvas, added up.' })
export class CanvasMetricsObject extends Counts {}

@Requires('VIEWER')
@ObjectType('AudienceMetrics', { description: 'The metrics of the steps that feed an audience, added up.' })
export class AudienceMetricsObject extends Counts {}
