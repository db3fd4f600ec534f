import { Field, ID, ObjectType } from '@nestjs/graphql';

import { UserErrorCode } from '../graphql/user-error-code.enum.ts';
import { UserError, type InputPath } from '../graphql/user-error.object.ts';
import { AudienceObject } from './audience.object.ts';

@ObjectType({
  implements: () => [UserError],
  description:
    'The ad account has an audience of this name already, in whatever case: choose that one, or another name.',
})
export class AudienceNameTakenError extends UserError {
  @Field(() => AudienceObject, {
    nullable: true,
    description: 'The audience of this name, when it is known here.',
  })
  readonly audience: AudienceObject | null;

  @Field(() => ID, {
    nullable: true,
    description: "Pinterest's id of the audience of this name: for `chooseAudience`. Null for a draft.",
  })
  readonly pinterestAudienceId: string | null;

  constructor(audience: AudienceObject | null, pinterestAudienceId: string | null, path: InputPath) {
    super(
      UserErrorCode.AUDIENCE_NAME_TAKEN,
      'The ad account has an audience of this name already. Choose it, or take another name.',
      path,
    );
    this.audience = audience;
    this.pinterestAudienceId = pinterestAudienceId;
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'Active canvases use the audience, or users are still on their way into or out of it.',
})
export class AudienceInUseError extends UserError {
  @Field(() => [ID], { description: 'The active canvases that use it.' })
  readonly canvasIds: readonly string[];

  constructor(canvasIds: readonly string[]) {
    super(
      UserErrorCode.AUDIENCE_IN_USE,
      canvasIds.length > 0
        ? 'Active canvases use this audience. Stop them, or give their steps another one first.'
        : 'Users are still being sent to this audience. Wait until none is pending.',
      ['audienceId'],
    );
    this.canvasIds = canvasIds;
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'The audience is in a state in which this cannot be done to it.',
})
export class AudienceNotChangeableError extends UserError {
  constructor(message: string) {
    super(UserErrorCode.AUDIENCE_NOT_CHANGEABLE, message);
  }
}
