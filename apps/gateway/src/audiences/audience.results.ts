import { createUnionType, Field, ID, InputType, Int } from '@nestjs/graphql';

import {
  ConnectionUnusableError,
  InvalidInputError,
  NotFoundError,
  PinterestUnavailableError,
} from '../graphql/user-error.object.ts';
import { AudienceInUseError, AudienceNameTakenError, AudienceNotChangeableError } from './audience.errors.ts';
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
  types: () => [AudienceObject, NotFoundError, InvalidInputError, AudienceNameTakenError] as const,
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

@InputType({ description: 'Changes of an audience. What is left out stays.' })
export class UpdateAudienceInput {
  @Field(() => ID, { description: 'The audience to change.' })
  audienceId!: string;

  @Field(() => String, { nullable: true, description: 'Its new name, 1 to 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for, at most 500 characters.' })
  description?: string | null;
}

@InputType({ description: 'A new Actalike audience: people who resemble the users of another one.' })
export class CreateActalikeAudienceInput {
  @Field(() => ID, { description: 'Our id of the audience that it shall resemble; it must be at Pinterest.' })
  seedAudienceId!: string;

  @Field(() => String, { description: 'Its name, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, at most 500 characters.' })
  description?: string | null;

  @Field(() => String, { description: 'The country, in two letters; `audienceRules` says which there are.' })
  country!: string;

  @Field(() => Int, {
    description: "How many percent of the country's Pinterest users it shall hold, 1 (most alike) to 10.",
  })
  percentage!: number;
}

export const UpdateAudienceResult = createUnionType({
  name: 'UpdateAudienceResult',
  description: 'What `updateAudience` answers: the audience as it is now, or why it was not changed.',
  types: () =>
    [
      AudienceObject,
      NotFoundError,
      InvalidInputError,
      AudienceNameTakenError,
      AudienceNotChangeableError,
      ConnectionUnusableError,
      PinterestUnavailableError,
    ] as const,
});

export const ArchiveAudienceResult = createUnionType({
  name: 'ArchiveAudienceResult',
  description: 'What `archiveAudience` answers.',
  types: () => [AudienceObject, NotFoundError, AudienceInUseError, AudienceNotChangeableError] as const,
});

export const RestoreAudienceResult = createUnionType({
  name: 'RestoreAudienceResult',
  description: 'What `restoreAudience` answers.',
  types: () => [AudienceObject, NotFoundError, AudienceNameTakenError, AudienceNotChangeableError] as const,
});

export const RemoveAudienceResult = createUnionType({
  name: 'RemoveAudienceResult',
  description: 'What `removeAudience` answers.',
  types: () =>
    [
      AudienceObject,
      NotFoundError,
      AudienceInUseError,
      AudienceNotChangeableError,
      ConnectionUnusableError,
      PinterestUnavailableError,
    ] as const,
});

export const CreateActalikeAudienceResult = createUnionType({
  name: 'CreateActalikeAudienceResult',
  description: 'What `createActalikeAudience` answers.',
  types: () =>
    [
      AudienceObject,
      NotFoundError,
      InvalidInputError,
      AudienceNameTakenError,
      ConnectionUnusableError,
      PinterestUnavailableError,
    ] as const,
});

export const RefreshAudienceResult = createUnionType({
  name: 'RefreshAudienceResult',
  description: 'What `refreshAudience` answers.',
  types: () => [AudienceObject, NotFoundError, ConnectionUnusableError, PinterestUnavailableError] as const,
});
