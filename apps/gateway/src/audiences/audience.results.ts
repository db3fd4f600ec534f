import { createUnionType, Field, ID, InputType } from '@nestjs/graphql';

import {
  ConnectionUnusableError,
  InvalidInputError,
  NotFoundError,
  PinterestUnavailableError,
} from '../graphql/user-error.object.ts';
import { AudienceObject } from './audience.object.ts';

@InputType({ description: 'A new audience. It stays a draft until its first users are delivered.' })
export class CreateAudienceInput {
  @Field(() => ID, { description: 'Our id of the ad account that will own it.' })
  adAccountId!: string;

  @Field(() => String, { description: 'Its name, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, at most 500 characters.' })
  description?: string | null;
}

@InputType({ description: 'An audience that exists at Pinterest.' })
export class ChooseAudienceInput {
  @Field(() => ID, { description: 'Our id of the ad account that owns it.' })
  adAccountId!: string;

  @Field(() => ID, { description: "Pinterest's id of the audience." })
  pinterestAudienceId!: string;
}

export const CreateAudienceResult = createUnionType({
  name: 'CreateAudienceResult',
  description: 'What `createAudience` answers.',
  types: () => [AudienceObject, NotFoundError, InvalidInputError] as const,
});

export const ChooseAudienceResult = createUnionType({
  name: 'ChooseAudienceResult',
  description: 'What `chooseAudience` answers.',
  types: () =>
    [
      AudienceObject,
      NotFoundError,
      InvalidInputError,
      ConnectionUnusableError,
      PinterestUnavailableError,
    ] as const,
});
