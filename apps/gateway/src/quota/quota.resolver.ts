import { Args, ID, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { QuotaObject } from './quota.object.ts';
import { QuotaService } from './quota.service.ts';

@Resolver()
export class QuotaResolver {
  constructor(private readonly service: QuotaService) {}

  @Requires('VIEWER')
  @Query(() => QuotaObject, {
    nullable: true,
    complexity: 50,
    description:
      'What the Pinterest user of a connection may still send, and what waits for it; null: no such connection.',
  })
  pinterestQuota(
    @CurrentCaller() { workspaceId }: Caller,
    @Args('connectionId', { type: () => ID, description: 'The connection.' }) connectionId: string,
  ): Promise<QuotaObject | null> {
    return this.service.find(workspaceId, connectionId);
  }
}
