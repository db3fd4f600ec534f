import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import {
  ConnectionUnusableError,
  InvalidInputError,
  NotFoundError,
  PinterestUnavailableError,
} from '../graphql/user-error.object.ts';
import { AdAccountObject } from './ad-account.object.ts';
import { PinterestConnectionObject } from './pinterest-connection.object.ts';

@InputType({ description: 'How to come back from Pinterest.' })
export class ConnectPinterestInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Where the browser goes in the end; one of the addresses that this gateway allows. A plain page when left out.',
  })
  returnTo?: string | null;
}

@InputType({ description: 'Which ad accounts of a connection.' })
export class SelectAdAccountsInput {
  @Field(() => ID, { description: 'The connection that reaches them.' })
  connectionId!: string;

  @Field(() => [ID], { description: 'Our ids of the ad accounts.' })
  adAccountIds!: string[];
}

@Requires('ADMIN')
@ObjectType({ description: 'Where the marketer agrees at Pinterest.' })
export class ConnectPinterestPayload {
  @Field(() => String, {
    description: "Pinterest's consent page: open it in the marketer's browser. Good for one use.",
  })
  readonly authorizationUrl: string;

  @Field(() => Date, { description: 'Until when the address can be used.' })
  readonly expiresAt: Date;

  constructor(authorizationUrl: string, expiresAt: Date) {
    this.authorizationUrl = authorizationUrl;
    this.expiresAt = expiresAt;
  }
}

@Requires('VIEWER')
@ObjectType({ description: 'The ad accounts of a connection after a change.' })
export class AdAccountsPayload {
  @Field(() => PinterestConnectionObject, { description: 'The connection.' })
  readonly connection: PinterestConnectionObject;

  @Field(() => [AdAccountObject], { description: 'The ad accounts that the change was about.' })
  readonly adAccounts: readonly AdAccountObject[];

  constructor(connection: PinterestConnectionObject, adAccounts: readonly AdAccountObject[]) {
    this.connection = connection;
    this.adAccounts = adAccounts;
  }
}

export const ConnectPinterestResult = createUnionType({
  name: 'ConnectPinterestResult',
  description: 'What `connectPinterest` answers.',
  types: () => [ConnectPinterestPayload, InvalidInputError] as const,
});

export const AdAccountsResult = createUnionType({
  name: 'AdAccountsResult',
  description: 'What a change of ad accounts answers.',
  types: () =>
    [
      AdAccountsPayload,
      NotFoundError,
      InvalidInputError,
      ConnectionUnusableError,
      PinterestUnavailableError,
    ] as const,
});

export const DisconnectPinterestResult = createUnionType({
  name: 'DisconnectPinterestResult',
  description: 'What `disconnectPinterest` answers.',
  types: () => [PinterestConnectionObject, NotFoundError] as const,
});
