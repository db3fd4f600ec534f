import { isUsable, type Connection, type ConnectionStatus } from '@audience-sync/domain';
import { Field, ID, ObjectType } from '@nestjs/graphql';

import { ConnectionStatusEnum } from '../graphql/enums.ts';

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

  @Field(() => String, { nullable: true, description: 'What went wrong last, in words for a marketer.' })
  get lastError(): string | null {
    return this.source.lastError;
  }

  @Field(() => Date, {
    nullable: true,
    description: 'When the grant runs out for good unless it is renewed before, which happens by itself.',
  })
  get grantExpiresAt(): Date | null {
    return this.source.refreshExpiresAt;
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
