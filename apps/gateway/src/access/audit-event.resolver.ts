import { AuditEventsRepository } from '@audience-sync/persistence';
import { Args, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import { idPage, readPage, toPage } from '../graphql/page.ts';
import { AuditEventObject, AuditEventPage } from './audit-event.object.ts';

@Resolver(() => AuditEventObject)
export class AuditEventResolver {
  constructor(private readonly events: AuditEventsRepository) {}

  @Requires('ADMIN')
  @Query(() => AuditEventPage, {
    complexity: pageCost,
    description: 'Who connected, selected, created, launched, changed and revoked what; the newest first.',
  })
  async auditEvents(
    @CurrentCaller() { workspaceId }: Caller,
    @Args() page: PageArgs,
  ): Promise<AuditEventPage> {
    const request = readPage(page);
    const { items, hasMore } = await this.events.list(workspaceId, idPage(request));
    return toPage({ items: items.map((one) => new AuditEventObject(one)), hasMore }, request, ({ id }) => [
      id,
    ]);
  }
}
