import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { listCost } from '../graphql/limits/cost.ts';
import { type InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { AdAccountObject } from './ad-account.object.ts';
import {
  ConnectPinterestInput,
  type ConnectPinterestPayload,
  ConnectPinterestResult,
  DisconnectPinterestResult,
} from './connection.results.ts';
import { ConnectionsService } from './connections.service.ts';
import { OAuthStartService } from './oauth-start.service.ts';
import { PinterestConnectionObject } from './pinterest-connection.object.ts';

@Resolver(() => PinterestConnectionObject)
export class PinterestConnectionResolver {
  constructor(
    private readonly connections: ConnectionsService,
    private readonly oauth: OAuthStartService,
  ) {}

  @Requires('VIEWER')
  @Query(() => [PinterestConnectionObject], { description: 'The Pinterest connections of the workspace.' })
  async pinterestConnections(@CurrentCaller() caller: Caller): Promise<PinterestConnectionObject[]> {
    const all = await this.connections.list(caller.workspaceId);
    return all.map((one) => new PinterestConnectionObject(one));
  }

  @Requires('VIEWER')
  @Query(() => PinterestConnectionObject, {
    nullable: true,
    description: 'One Pinterest connection, or null.',
  })
  async pinterestConnection(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
  ): Promise<PinterestConnectionObject | null> {
    const connection = await this.connections.find(caller.workspaceId, id);
    return connection && new PinterestConnectionObject(connection);
  }

  @Requires('ADMIN')
  @Mutation(() => ConnectPinterestResult, {
    description:
      "Begins a connection: answers the address of Pinterest's consent page. Connecting the same Pinterest user again repairs the connection and resumes what waited for it.",
  })
  connectPinterest(
    @CurrentCaller() caller: Caller,
    @Args('input', { nullable: true, type: () => ConnectPinterestInput, description: 'How to come back.' })
    input: ConnectPinterestInput | null | undefined,
  ): Promise<ConnectPinterestPayload | InvalidInputError> {
    return this.oauth.start(caller, input?.returnTo ?? null);
  }

  @Requires('ADMIN')
  @Mutation(() => DisconnectPinterestResult, {
    description:
      'Deletes the tokens of a connection. What is pending waits for the same Pinterest user to be connected again.',
  })
  async disconnectPinterest(
    @CurrentCaller() caller: Caller,
    @Args('connectionId', { type: () => ID, description: 'The connection.' }) connectionId: string,
  ): Promise<PinterestConnectionObject | NotFoundError> {
    const connection = await this.connections.disconnect(caller, connectionId);
    return connection
      ? new PinterestConnectionObject(connection)
      : new NotFoundError('The connection', ['connectionId']);
  }

  @ResolveField('adAccounts', () => [AdAccountObject], {
    complexity: listCost(20),
    description: 'The ad accounts that it reaches.',
  })
  async adAccountsOf(
    @Parent() connection: PinterestConnectionObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AdAccountObject[]> {
    const all = await loaders.adAccountsOf.load(connection.id);
    return all.map((one) => new AdAccountObject(one));
  }
}
