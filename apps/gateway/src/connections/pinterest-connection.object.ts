import {
  expiryWarning,
  grantEndsAt,
  isUsable,
  missingScopes,
  type Connection,
  type ConnectionStatus,
  type ExpiryWarning,
} from '@audience-sync/domain';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { ConnectionStatusEnum } from '../graphql/enums.ts';

@Requires('VIEWER')
@ObjectType('GrantExpiryWarning', {
  description: 'A grant that ends soon. Connecting the same Pinterest user again prevents it.',
})
export class GrantExpiryWarningObject {
  constructor(private readonly source: ExpiryWarning) {}

  @Field(() => Int, { description: 'Which warning it is: 14, 7 or 1 days ahead.' })
  get daysAhead(): number {
    return this.source.level;
  }

  @Field(() => Int, { description: 'Whole days until the end.' })
  get daysLeft(): number {
    return this.source.daysLeft;
  }

  @Field(() => Date, { description: 'When the grant ends.' })
  get endsAt(): Date {
    return this.source.endsAt;
  }
}

@Requires('VIEWER')
@ObjectType('PinterestConnection', { description: 'One Pinterest login of the workspace.' })
export class PinterestConnectionObject {
  constructor(readonly source: Connection) {}

  @Field(() => ID, { description: 'Its id.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => ID, { description: "Pinterest's id of the user who connected." })
  get pinterestUserId(): string {
    return this.source.pinterestUserId;
  }

  @Field(() => String, { description: "The Pinterest user's name." })
  get username(): string {
    return this.source.username;
  }

  @Field(() => ConnectionStatusEnum, { description: 'How it is doing.' })
  get status(): ConnectionStatus {
    return this.source.status;
  }

  @Field(() => Boolean, { description: 'Whether somebody must connect it again before anything is synced.' })
  get needsReconnecting(): boolean {
    return !isUsable(this.source);
  }

  @Field(() => [String], { description: 'What Pinterest granted, such as `ads:write`.' })
  get scopes(): readonly string[] {
    return this.source.scopes;
  }

  @Field(() => [String], { description: 'What syncing needs and Pinterest did not grant; normally empty.' })
  get missingScopes(): readonly string[] {
    return missingScopes(this.source);
  }

  @Field(() => String, { nullable: true, description: 'What went wrong last, in words for a marketer.' })
  get lastError(): string | null {
    return this.source.lastError;
  }

  @Field(() => Date, {
    nullable: true,
    description: 'When the grant runs out for good unless it is renewed before, which happens by itself.',
  })
  get grantExpiresAt(): Date | null {
    return grantEndsAt(this.source);
  }

  @Field(() => Boolean, {
    description:
      'Whether Pinterest renews the grant. If not, it works until it ends, and somebody must connect again before.',
  })
  get renewable(): boolean {
    return isUsable(this.source) && this.source.renewalRefusedAt === null;
  }

  @Field(() => GrantExpiryWarningObject, {
    nullable: true,
    description: 'The warning that is due: the grant ends within 14, 7 or 1 days. Null while there is time.',
  })
  get expiryWarning(): GrantExpiryWarningObject | null {
    const warning = expiryWarning(this.source, Date.now());
    return warning && new GrantExpiryWarningObject(warning);
  }

  @Field(() => Date, {
    nullable: true,
    description: 'When its ad accounts were last checked as a whole; null: not since it was connected.',
  })
  get adAccountsCheckedAt(): Date | null {
    return this.source.preflightAt;
  }

  @Field(() => Date, { description: 'When it was first connected.' })
  get createdAt(): Date {
    return this.source.createdAt;
  }

  @Field(() => Date, { description: 'When it last changed.' })
  get updatedAt(): Date {
    return this.source.updatedAt;
  }
}
