import { AuditEventsRepository, type AuditFilter } from '@audience-sync/persistence';
import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import { idPage, readPage, toPage } from '../graphql/page.ts';
import { AuditEventObject, AuditEventPage } from './audit-event.object.ts';

@ArgsType()
export class AuditEventArgs extends PageArgs implements AuditFilter {
  @Field(() => String, { nullable: true, description: 'Only what this actor did.' })
  actor?: string | null;

  @Field(() => String, { nullable: true, description: 'Only this, such as `canvas.launched`.' })
  action?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what was done to the thing with this id.' })
  subjectId?: string | null;

  @Field(() => Date, { nullable: true, description: 'Only from this moment on.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Only before this moment.' })
  to?: Date | null;
}

@Resolver(() => AuditEventObject)
export class AuditEventResolver {
  constructor(private readonly events: AuditEventsRepository) {}

  @Requires('ADMIN')
  @Query(() => AuditEventPage, {
    complexity: pageCost,
    description:
      'Who connected, selected, created, launched, changed, redrove and revoked what; the newest first.',
  })
  async auditEvents(
    @CurrentCaller() { workspaceId }: Caller,
    @Args() wanted: AuditEventArgs,
  ): Promise<AuditEventPage> {
    const request = readPage(wanted);
    const { items, hasMore } = await this.events.list(workspaceId, idPage(request), wanted);
    return toPage({ items: items.map((one) => new AuditEventObject(one)), hasMore }, request, ({ id }) => [
      id,
    ]);
  }
}
