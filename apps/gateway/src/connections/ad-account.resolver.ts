import { checkAdAccount } from '@audience-sync/domain';
import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import { AdAccountPreflightObject } from './ad-account-preflight.object.ts';
import { AdAccountObject, AdAccountPage } from './ad-account.object.ts';
import { AdAccountsService, type AdAccountsOutcome } from './ad-accounts.service.ts';
import { AdAccountsResult, SelectAdAccountsInput } from './connection.results.ts';
import { PinterestConnectionObject } from './pinterest-connection.object.ts';

@Resolver(() => AdAccountObject)
export class AdAccountResolver {
  constructor(private readonly service: AdAccountsService) {}

  @Requires('VIEWER')
  @Query(() => AdAccountPage, {
    complexity: pageCost,
    description: 'The ad accounts that the connections of the workspace reach, by name.',
  })
  adAccounts(
    @CurrentCaller() caller: Caller,
    @Args() page: PageArgs,
    @Args('connectionId', { type: () => ID, nullable: true, description: 'Only those of this connection.' })
    connectionId: string | null | undefined,
    @Args('selected', {
      type: () => Boolean,
      nullable: true,
      description: 'Only those (not) selected for syncing.',
    })
    selected: boolean | null | undefined,
  ): Promise<AdAccountPage> {
    return this.service.page(caller.workspaceId, { connectionId, selected }, page);
  }

  @Requires('VIEWER')
  @Query(() => AdAccountObject, { nullable: true, description: 'One ad account, or null.' })
  async adAccount(
    @Args('id', { type: () => ID, description: 'Our id of it.' }) id: string,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AdAccountObject | null> {
    const adAccount = await loaders.adAccount.load(id);
    return adAccount && new AdAccountObject(adAccount);
  }

  @Requires('ADMIN')
  @Mutation(() => AdAccountsResult, {
    description:
      'Selects ad accounts for syncing, and asks Pinterest whether its terms are accepted for them.',
  })
  selectAdAccounts(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which ad accounts.' }) input: SelectAdAccountsInput,
  ): Promise<AdAccountsOutcome> {
    return this.service.select(caller, input.connectionId, input.adAccountIds);
  }

  @Requires('ADMIN')
  @Mutation(() => AdAccountsResult, {
    description:
      'Takes ad accounts out of syncing: disconnects them. What is pending for them waits until they are selected again; canvases that use them cannot be launched.',
  })
  deselectAdAccounts(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which ad accounts.' }) input: SelectAdAccountsInput,
  ): Promise<AdAccountsOutcome> {
    return this.service.deselect(caller, input.connectionId, input.adAccountIds);
  }

  @Requires('ADMIN')
  @Mutation(() => AdAccountsResult, {
    description:
      'Asks Pinterest again which ad accounts a connection reaches, and whether its terms are accepted for the selected ones.',
  })
  refreshAdAccounts(
    @CurrentCaller() caller: Caller,
    @Args('connectionId', { type: () => ID, description: 'The connection.' }) connectionId: string,
  ): Promise<AdAccountsOutcome> {
    return this.service.refresh(caller, connectionId);
  }

  @Requires('EDITOR')
  @Mutation(() => AdAccountsResult, {
    description:
      'Asks Pinterest about one ad account now: whether it is still reached, in which role, and whether its terms are accepted. What waited for that goes on by itself.',
  })
  checkAdAccount(
    @CurrentCaller() caller: Caller,
    @Args('adAccountId', { type: () => ID, description: 'Our id of it.' }) adAccountId: string,
  ): Promise<AdAccountsOutcome> {
    return this.service.check(caller, adAccountId);
  }

  @ResolveField(() => AdAccountPreflightObject, {
    complexity: 5,
    description: 'Whether it can be synced to, as far as Pinterest decides it, as it was last seen.',
  })
  async preflight(
    @Parent() { source }: AdAccountObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AdAccountPreflightObject> {
    const connection = await loaders.connection.load(source.connectionId);
    if (!connection) throw new Error(`the connection of the ad account ${source.id} is gone`);
    return new AdAccountPreflightObject(source, checkAdAccount(source, connection));
  }

  @ResolveField(() => PinterestConnectionObject, {
    nullable: true,
    description: 'The connection that reaches it.',
  })
  async connection(
    @Parent() adAccount: AdAccountObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<PinterestConnectionObject | null> {
    const connection = await loaders.connection.load(adAccount.connectionId);
    return connection && new PinterestConnectionObject(connection);
  }
}
