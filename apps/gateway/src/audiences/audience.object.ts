import {
  reachOf,
  type Audience,
  type AudienceChangeKind,
  type AudienceKind,
  type AudienceOrigin,
  type AudienceStatus,
} from '@audience-sync/domain';
import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import {
  AudienceChangeKindEnum,
  AudienceKindEnum,
  AudienceOriginEnum,
  AudienceStatusEnum,
} from '../graphql/enums.ts';
import { pageOf } from '../graphql/page.object.ts';
import { ActalikeRuleObject, AudienceReachObject } from './audience-reach.object.ts';

@Requires('VIEWER')
@ObjectType('Audience', { description: 'An audience of an ad account that was created or chosen here.' })
export class AudienceObject {
  constructor(readonly source: Audience) {}

  @Field(() => ID, { description: 'Our id of it.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => String, { description: 'Its name.' })
  get name(): string {
    return this.source.name;
  }

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  get description(): string | null {
    return this.source.description;
  }

  @Field(() => AudienceStatusEnum, { description: 'Where it is in its life.' })
  get status(): AudienceStatus {
    return this.source.status;
  }

  @Field(() => AudienceOriginEnum, { description: 'Whether it was created here or chosen.' })
  get origin(): AudienceOrigin {
    return this.source.origin;
  }

  @Field(() => AudienceKindEnum, { description: 'How it gets its users.' })
  get kind(): AudienceKind {
    return this.source.kind;
  }

  @Field(() => ActalikeRuleObject, {
    nullable: true,
    description: 'Whom it resembles; null for a customer list.',
  })
  get actalike(): ActalikeRuleObject | null {
    return this.source.actalike;
  }

  @Field(() => AudienceReachObject, { description: 'What its size means, and when more is known.' })
  get reach(): AudienceReachObject {
    return new AudienceReachObject(reachOf(this.source));
  }

  @Field(() => AudienceChangeKindEnum, {
    nullable: true,
    description: 'What is being done to it at Pinterest at this moment; null: nothing.',
  })
  get pendingChange(): AudienceChangeKind | null {
    return this.source.pendingChange?.kind ?? null;
  }

  @Field(() => String, {
    nullable: true,
    description: 'What Pinterest last refused to do with it, in words for a marketer.',
  })
  get problem(): string | null {
    return this.source.problem;
  }

  @Field(() => ID, { description: 'The connection that reaches it.' })
  get connectionId(): string {
    return this.source.connectionId;
  }

  @Field(() => ID, { description: 'The ad account that it belongs to.' })
  get adAccountId(): string {
    return this.source.adAccountId;
  }

  @Field(() => ID, {
    nullable: true,
    description: "Pinterest's id of it: what ads aim at. Null until it exists there.",
  })
  get pinterestAudienceId(): string | null {
    return this.source.pinterestAudienceId;
  }

  @Field(() => ID, {
    nullable: true,
    description: "Pinterest's id of its customer list: what is written to.",
  })
  get pinterestCustomerListId(): string | null {
    return this.source.pinterestCustomerListId;
  }

  @Field(() => BigCount, {
    nullable: true,
    description:
      'How many matched users Pinterest last reported. It shows from about 100, and moves after 24 to 48 hours.',
  })
  get size(): number | null {
    return this.source.size;
  }

  @Field(() => String, {
    nullable: true,
    description: "Pinterest's own word for its state: `READY`, `INITIALIZING` or `TOO_SMALL`.",
  })
  get pinterestStatus(): string | null {
    return this.source.pinterestStatus;
  }

  @Field(() => Date, { nullable: true, description: 'When Pinterest was last asked for size and state.' })
  get sizeCheckedAt(): Date | null {
    return this.source.sizeCheckedAt;
  }

  @Field(() => Date, { description: 'When it was created or chosen here.' })
  get createdAt(): Date {
    return this.source.createdAt;
  }
}

@ObjectType('AudienceConnection', { description: 'A page of audiences.' })
export class AudiencePage extends pageOf(AudienceObject, 'Audience', 'audiences') {}
