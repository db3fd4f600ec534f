import { type LaneActivity, type RecentAnswers } from '@audience-sync/persistence';
import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { drainMs, type UsedWindow } from './quota-estimate.ts';

/** What is known of the quota of a Pinterest user. */
export interface QuotaFacts {
  readonly connectionId: string;
  readonly pinterestUserId: string;
  readonly windows: readonly UsedWindow[];
  /** Names of the windows that a write takes from. */
  readonly writeWindows: ReadonlySet<string>;
  readonly lanes: readonly LaneActivity[];
  readonly answers: readonly RecentAnswers[];
  readonly at: Date;
}

@Requires('VIEWER')
@ObjectType('QuotaWindow', {
  description: 'A limit of Pinterest: so many requests in any stretch of so many seconds.',
})
export class QuotaWindowObject {
  constructor(private readonly source: UsedWindow) {}

  @Field(() => String, {
    description:
      '`writes`: list and audience writes; `ads_write`, `ads_read`: a category; `universal`: all requests together.',
  })
  get name(): string {
    return this.source.name;
  }

  @Field(() => Int, { description: 'How long the stretch is, in seconds.' })
  get seconds(): number {
    return this.source.periodMs / 1_000;
  }

  @Field(() => Int, { description: 'The most requests in it.' })
  get limit(): number {
    return this.source.limit;
  }

  @Field(() => Int, { description: 'Used now, requests that are out included.' })
  get used(): number {
    return this.source.used;
  }

  @Field(() => Int, { description: 'Left now; 0 while Pinterest has told us to wait.' })
  get left(): number {
    return this.source.remaining;
  }

  @Field(() => Date, {
    nullable: true,
    description: 'When all of it is free again; null when all of it is free.',
  })
  get resetsAt(): Date | null {
    const { resetAtMs } = this.source;
    return resetAtMs === null ? null : new Date(resetAtMs);
  }
}

@Requires('VIEWER')
@ObjectType('QuotaShare', { description: 'The part of one audience.' })
export class QuotaShareObject {
  constructor(
    readonly audienceId: string,
    private readonly facts: QuotaFacts,
  ) {}

  @Field(() => ID, { name: 'audienceId', description: 'The audience.' })
  get id(): string {
    return this.audienceId;
  }

  @Field(() => BigCount, { description: 'Users who wait for it.' })
  get backlogUsers(): number {
    return sumOf(this.lanes, 'users');
  }

  @Field(() => Int, { description: 'Requests that they take.' })
  get backlogRequests(): number {
    return sumOf(this.lanes, 'batches');
  }

  @Field(() => Float, { description: 'Its part of the requests of the last fifteen minutes, from 0 to 1.' })
  get usedShare(): number {
    return shareOf(this.attemptsOf(this.audienceId), this.attemptsOf(null));
  }

  @Field(() => Float, {
    description:
      'Its part of the coming requests, from 0 to 1: audiences that have something to send share alike.',
  })
  get comingShare(): number {
    const active = new Set(this.facts.lanes.filter(mayLeave).map((lane) => lane.audienceId));
    return active.has(this.audienceId) ? 1 / active.size : 0;
  }

  private get lanes(): readonly LaneActivity[] {
    return this.facts.lanes.filter((lane) => lane.audienceId === this.audienceId);
  }

  private attemptsOf(audienceId: string | null): number {
    return this.facts.answers
      .filter((one) => audienceId === null || one.audienceId === audienceId)
      .reduce((sum, { attempts }) => sum + attempts, 0);
  }
}

@Requires('VIEWER')
@ObjectType('PinterestQuota', {
  description:
    'What a Pinterest user may still send, and what waits for it. Several workspaces may share a Pinterest user.',
})
export class QuotaObject {
  constructor(private readonly facts: QuotaFacts) {}

  @Field(() => ID, { description: 'The connection.' })
  get connectionId(): string {
    return this.facts.connectionId;
  }

  @Field(() => ID, { description: "Pinterest's id of the user, whose quota it is." })
  get pinterestUserId(): string {
    return this.facts.pinterestUserId;
  }

  @Field(() => [QuotaWindowObject], {
    description: 'The limits; empty while the limiter cannot be asked, when nothing is sent either.',
  })
  get windows(): readonly QuotaWindowObject[] {
    return this.facts.windows.map((window) => new QuotaWindowObject(window));
  }

  @Field(() => BigCount, { description: 'Users of this workspace who wait.' })
  get backlogUsers(): number {
    return sumOf(this.facts.lanes, 'users');
  }

  @Field(() => Int, { description: 'Requests that they take.' })
  get backlogRequests(): number {
    return sumOf(this.facts.lanes, 'batches');
  }

  @Field(() => Date, {
    nullable: true,
    description:
      'When all who may leave will have left, if nobody else uses the quota: not before those who wait for another try may have it. Null when nobody waits, or it is not known.',
  })
  get drainedAt(): Date | null {
    const { lanes, windows, writeWindows, at } = this.facts;
    const leaving = lanes.filter(mayLeave);
    const requests = sumOf(leaving, 'batches');
    if (requests === 0 || windows.length === 0) return null;
    const writes = windows.filter(({ name }) => writeWindows.has(name));
    const next = leaving.flatMap(({ nextAt }) => nextAt?.getTime() ?? []);
    const last = leaving.flatMap(({ waitsUntil }) => waitsUntil?.getTime() ?? []);
    const begins = Math.max(at.getTime(), next.length === 0 ? 0 : Math.min(...next));
    return new Date(Math.max(begins + drainMs(requests, writes), ...last));
  }

  @Field(() => [QuotaShareObject], { description: 'Its audiences that have used it or wait for it.' })
  get audiences(): readonly QuotaShareObject[] {
    const { lanes, answers } = this.facts;
    const ids = new Set([...lanes, ...answers].map(({ audienceId }) => audienceId));
    return [...ids].map((id) => new QuotaShareObject(id, this.facts));
  }
}

const mayLeave = ({ holdReason }: LaneActivity): boolean => holdReason === null;

const sumOf = (lanes: readonly LaneActivity[], what: 'users' | 'batches'): number =>
  lanes.reduce((sum, { open, ready, inFlight, waiting }) => {
    return sum + open[what] + ready[what] + inFlight[what] + waiting[what];
  }, 0);

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
