import {
  isSyncStep,
  type AudienceSyncStep,
  type ExternalStep,
  type MatchField,
  type Operation,
  type Step,
} from '@audience-sync/domain';
import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';

import { MatchFieldEnum, OperationEnum } from '../graphql/enums.ts';

@InterfaceType('Step', {
  description: 'A step of a canvas.',
  resolveType: (step: StepObject) => step.constructor,
})
export abstract class StepObject {
  constructor(readonly source: Step) {}

  @Field(() => ID, { description: 'Its id.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => ID, { description: 'The canvas that it belongs to.' })
  get canvasId(): string {
    return this.source.canvasId;
  }

  @Field(() => String, { description: 'Its name.' })
  get name(): string {
    return this.source.name;
  }

  @Field(() => Int, { description: 'Its place in the canvas: 0 for the first.' })
  get position(): number {
    return this.source.position;
  }
}

@ObjectType('AudienceSyncStep', {
  implements: () => [StepObject],
  description: 'Puts the users who enter it into a Pinterest audience, or takes them out of it.',
})
export class AudienceSyncStepObject extends StepObject {
  constructor(readonly sync: AudienceSyncStep) {
    super(sync);
  }

  @Field(() => OperationEnum, { description: 'What it does with its users.' })
  get operation(): Operation {
    return this.sync.operation;
  }

  @Field(() => [MatchFieldEnum], { description: 'What Pinterest matches its users by.' })
  get matchFields(): readonly MatchField[] {
    return this.sync.matchFields;
  }

  @Field(() => ID, { nullable: true, description: 'Its Pinterest connection; null until one is chosen.' })
  get connectionId(): string | null {
    return this.sync.connectionId;
  }

  @Field(() => ID, { nullable: true, description: 'Its ad account; null until one is chosen.' })
  get adAccountId(): string | null {
    return this.sync.adAccountId;
  }

  @Field(() => ID, { nullable: true, description: 'Its audience; null until one is chosen.' })
  get audienceId(): string | null {
    return this.sync.audienceId;
  }
}

@ObjectType('ExternalStep', {
  implements: () => [StepObject],
  description: 'A step of another team: users who reach it are handed over to the journey engine.',
})
export class ExternalStepObject extends StepObject {
  constructor(readonly external: ExternalStep) {
    super(external);
  }

  @Field(() => String, {
    nullable: true,
    description: 'The queue that its users are put into; null: they are fetched with `handoffs`.',
  })
  get queue(): string | null {
    return this.external.queue;
  }
}

/** The GraphQL type of a step. */
export function toStepObject(step: Step): AudienceSyncStepObject | ExternalStepObject {
  return isSyncStep(step) ? new AudienceSyncStepObject(step) : new ExternalStepObject(step);
}
