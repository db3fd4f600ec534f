import { mayWriteAudiences, type AdAccount } from '@audience-sync/domain';
import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { pageOf } from '../graphql/page.object.ts';

@Requires('VIEWER')
@ObjectType('AdAccount', { description: 'A Pinterest ad account that a connection reaches.' })
export class AdAccountObject {
  constructor(readonly source: AdAccount) {}

  @Field(() => ID, { description: 'Our id of it.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => ID, { description: 'The connection that reaches it.' })
  get connectionId(): string {
    return this.source.connectionId;
  }

  @Field(() => ID, { description: "Pinterest's id of it." })
  get pinterestAdAccountId(): string {
    return this.source.pinterestAdAccountId;
  }

  @Field(() => String, { description: 'Its name at Pinterest.' })
  get name(): string {
    return this.source.name;
  }

  @Field(() => String, { nullable: true, description: 'Its country, in two letters (ISO 3166-1).' })
  get country(): string | null {
    return this.source.country;
  }

  @Field(() => String, { nullable: true, description: 'Its currency, in three letters (ISO 4217).' })
  get currency(): string | null {
    return this.source.currency;
  }

  @Field(() => [String], {
    description:
      "What the Pinterest user may do in it, in Pinterest's words, such as `OWNER` or `AUDIENCE_MANAGER`.",
  })
  get permissions(): readonly string[] {
    return this.source.permissions;
  }

  @Field(() => Boolean, { description: 'Whether these permissions let us manage audiences.' })
  get canManageAudiences(): boolean {
    return mayWriteAudiences(this.source);
  }

  @Field(() => Boolean, { description: 'Whether it is selected for syncing.' })
  get selected(): boolean {
    return this.source.selected;
  }

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether Pinterest's advertising terms are accepted for it; null when that was not asked yet.",
  })
  get termsAccepted(): boolean | null {
    return this.source.termsAccepted;
  }

  @Field(() => Date, {
    nullable: true,
    description:
      'Since when Pinterest lists it no more: it was closed, or the connected user lost access. Null while it is there.',
  })
  get missingSince(): Date | null {
    return this.source.missingSince;
  }

  @Field(() => Date, { description: 'When Pinterest last listed it.' })
  get seenAt(): Date {
    return this.source.seenAt;
  }
}

@ObjectType('AdAccountConnection', { description: 'A page of ad accounts.' })
export class AdAccountPage extends pageOf(AdAccountObject, 'AdAccount', 'ad accounts') {}
