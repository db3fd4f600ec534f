import { latencyPercentile, type AnswerClass, type LatencyCounts } from '@audience-sync/domain';
import {
  type AnswerPoint,
  type SeriesInterval,
  type SeriesPoint,
  type SeriesRange,
} from '@audience-sync/persistence';
import { createUnionType, Field, Float, InputType, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { AnswerClassEnum, SeriesIntervalEnum } from './analytics.enums.ts';
import { MAX_POINTS, MINUTES_KEPT_DAYS, type RangeQuestion } from './range.ts';

@InputType({ description: `A stretch of time and how it is cut, into at most ${MAX_POINTS} points.` })
export class TimeRangeInput implements RangeQuestion {
  @Field(() => Date, {
    description: 'Where it begins. It is widened to the beginning of its first interval.',
  })
  from!: Date;

  @Field(() => Date, {
    description:
      'Where it ends; what lies in the future is left out. The last interval is counted to the end of the minute that `to` is in, of hours and days to the end of its quarter of an hour.',
  })
  to!: Date;

  @Field(() => SeriesIntervalEnum, {
    description: `How it is cut. Minutes are kept for ${MINUTES_KEPT_DAYS} days, hours and days for good.`,
  })
  interval!: SeriesInterval;

  @Field(() => String, {
    nullable: true,
    description:
      'Whose hours and days, as the IANA database names it, such as `America/Sao_Paulo`; UTC when left out.',
  })
  timeZone?: string | null;
}

@Requires('VIEWER')
@ObjectType('SyncLatency', {
  description:
    'Time from entry to synced of those who were synced, in seconds: at most a fifth too long, never too short.',
})
export class LatencyObject {
  constructor(private readonly counts: LatencyCounts) {}

  @Field(() => Float, {
    nullable: true,
    description: 'Half of the users took no longer; null: nobody was synced.',
  })
  get p50(): number | null {
    return this.seconds(0.5);
  }

  @Field(() => Float, { nullable: true, description: '95 of 100 users took no longer.' })
  get p95(): number | null {
    return this.seconds(0.95);
  }

  @Field(() => Float, { nullable: true, description: '99 of 100 users took no longer.' })
  get p99(): number | null {
    return this.seconds(0.99);
  }

  private seconds(share: number): number | null {
    const ms = latencyPercentile(this.counts, share);
    return ms === null ? null : ms / 1_000;
  }
}

@Requires('VIEWER')
@ObjectType('MetricsPoint', { description: 'Users who moved within an interval.' })
export class MetricsPointObject {
  constructor(
    private readonly source: SeriesPoint,
    private readonly seconds: number,
  ) {}

  @Field(() => Date, { description: 'When the interval begins.' })
  get start(): Date {
    return this.source.start;
  }

  @Field(() => BigCount, { description: 'Who entered, and by that proceeded.' })
  get entered(): number {
    return this.source.entered;
  }

  @Field(() => BigCount, { description: 'Who was synced, as `StepMetrics.synced` counts it.' })
  get synced(): number {
    return this.source.synced;
  }

  @Field(() => BigCount, { description: 'Who entered without a usable match field.' })
  get notSynced(): number {
    return this.source.notSynced;
  }

  @Field(() => BigCount, { description: 'Who was given up.' })
  get errored(): number {
    return this.source.errored;
  }

  @Field(() => BigCount, { description: 'Who had been given up and was brought back.' })
  get redriven(): number {
    return this.source.redriven;
  }

  @Field(() => BigCount, { description: 'Who left the canvas.' })
  get exited(): number {
    return this.source.exited;
  }

  @Field(() => Float, { description: 'Users entered a second, on average over the interval.' })
  get enteredPerSecond(): number {
    return this.source.entered / this.seconds;
  }

  @Field(() => Float, { description: 'Users synced a second, on average over the interval.' })
  get syncedPerSecond(): number {
    return this.source.synced / this.seconds;
  }

  @Field(() => LatencyObject, { description: 'How long it took those who were synced.' })
  get latency(): LatencyObject {
    return new LatencyObject(this.source.latencies);
  }
}

@Requires('VIEWER')
@ObjectType('MetricsSeries', { description: 'What moved when.' })
export class MetricsSeriesObject {
  constructor(
    private readonly source: readonly SeriesPoint[],
    private readonly range: SeriesRange,
  ) {}

  @Field(() => [MetricsPointObject], {
    description: 'A point for every interval, those in which nothing happened included; the oldest first.',
  })
  get points(): readonly MetricsPointObject[] {
    const { source, range } = this;
    return source.map((point, at) => {
      const end = source[at + 1]?.start ?? range.to;
      return new MetricsPointObject(point, Math.max(1, (end.getTime() - point.start.getTime()) / 1_000));
    });
  }

  @Field(() => LatencyObject, {
    description: 'How long it took those who were synced within the whole range.',
  })
  get latency(): LatencyObject {
    const sum = new Map<number, number>();
    for (const { latencies } of this.source)
      for (const [bucket, users] of latencies) sum.set(bucket, (sum.get(bucket) ?? 0) + users);
    return new LatencyObject(sum);
  }
}

@Requires('VIEWER')
@ObjectType('AnswerTotal', { description: 'Attempts with one answer.' })
export class AnswerTotalObject {
  constructor(private readonly source: AnswerPoint['answers'][number]) {}

  @Field(() => AnswerClassEnum, { description: 'What Pinterest answered.' })
  get answer(): AnswerClass {
    return this.source.answer;
  }

  @Field(() => BigCount, { description: 'How many attempts.' })
  get attempts(): number {
    return this.source.attempts;
  }

  @Field(() => BigCount, { description: 'Users in the batches that were tried.' })
  get users(): number {
    return this.source.users;
  }
}

@Requires('VIEWER')
@ObjectType('AnswerPoint', { description: 'Attempts within an interval.' })
export class AnswerPointObject {
  constructor(private readonly source: AnswerPoint) {}

  @Field(() => Date, { description: 'When the interval begins.' })
  get start(): Date {
    return this.source.start;
  }

  @Field(() => [AnswerTotalObject], {
    description: 'Attempts by answer; answers that did not come are left out.',
  })
  get answers(): readonly AnswerTotalObject[] {
    return this.source.answers.map((one) => new AnswerTotalObject(one));
  }
}

@Requires('VIEWER')
@ObjectType('AnswerSeries', { description: 'What Pinterest answered when.' })
export class AnswerSeriesObject {
  constructor(private readonly source: readonly AnswerPoint[]) {}

  @Field(() => [AnswerPointObject], { description: 'A point for every interval; the oldest first.' })
  get points(): readonly AnswerPointObject[] {
    return this.source.map((point) => new AnswerPointObject(point));
  }
}

type Outcome = MetricsSeriesObject | AnswerSeriesObject | NotFoundError | InvalidInputError;
const typeOf = (value: Outcome) => value.constructor as never;

export const MetricsSeriesResult = createUnionType({
  name: 'MetricsSeriesResult',
  description: 'A series, or why there is none.',
  types: () => [MetricsSeriesObject, NotFoundError, InvalidInputError] as const,
  resolveType: typeOf,
});

export const AnswerSeriesResult = createUnionType({
  name: 'AnswerSeriesResult',
  description: 'A series, or why there is none.',
  types: () => [AnswerSeriesObject, NotFoundError, InvalidInputError] as const,
  resolveType: typeOf,
});
