import { type Handoff } from '@audience-sync/persistence';
import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { pageOf } from '../graphql/page.object.ts';
import { InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';

@Requires('INGEST')
@ObjectType('Handoff', {
  description:
    'Users who go on to an external step, together. Delivered at least once, in the order of `sequence`.',
})
export class HandoffObject {
  constructor(private readonly source: Handoff) {}

  @Field(() => ID, { description: 'The external step.' })
  get stepId(): string {
    return this.source.stepId;
  }

  @Field(() => BigCount, {
    description: 'Grows within a step; with the step it names the handoff, also when it is read twice.',
  })
  get sequence(): number {
    return this.source.seq;
  }

  @Field(() => [ID], { description: "The engine's own ids of the users." })
  get userIds(): readonly string[] {
    return this.source.externalIds;
  }

  @Field(() => Date, { description: 'When they were handed over.' })
  get handedOverAt(): Date {
    return this.source.createdAt;
  }
}

@Requires('INGEST')
@ObjectType('HandoffConnection', { description: 'A page of handoffs.' })
export class HandoffPage extends pageOf(HandoffObject, 'Handoff', 'handoffs') {}

@InputType({ description: 'Up to where the users of an external step were dealt with.' })
export class AcknowledgeHandoffsInput {
  @Field(() => ID, { description: 'The external step.' })
  stepId!: string;

  @Field(() => String, {
    description: 'The cursor of the last handoff that was dealt with; it and all before it are forgotten.',
  })
  cursor!: string;
}

@Requires('INGEST')
@ObjectType({ description: 'The handoffs are acknowledged; they are not read again.' })
export class AcknowledgeHandoffsPayload {
  @Field(() => ID, { description: 'The external step.' })
  readonly stepId: string;

  @Field(() => Int, { description: 'How many were forgotten now; 0 when that was done before.' })
  readonly acknowledged: number;

  constructor(stepId: string, acknowledged: number) {
    this.stepId = stepId;
    this.acknowledged = acknowledged;
  }
}

export const AcknowledgeHandoffsResult = createUnionType({
  name: 'AcknowledgeHandoffsResult',
  description: 'What `acknowledgeHandoffs` answers.',
  types: () => [AcknowledgeHandoffsPayload, NotFoundError, InvalidInputError] as const,
});
