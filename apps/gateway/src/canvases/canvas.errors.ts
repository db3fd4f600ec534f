import { type CanvasStatus } from '@audience-sync/domain';
import { Field, Int, ObjectType } from '@nestjs/graphql';

import { CanvasStatusEnum } from '../graphql/enums.ts';
import { UserErrorCode } from '../graphql/user-error-code.enum.ts';
import { UserError } from '../graphql/user-error.object.ts';
import { LaunchProblemObject } from './canvas.object.ts';

@ObjectType({
  implements: () => [UserError],
  description: 'Somebody else changed the canvas since it was read; nothing was changed.',
})
export class StaleVersionError extends UserError {
  @Field(() => Int, { description: 'The version that the canvas has now.' })
  readonly currentVersion: number;

  constructor(currentVersion: number) {
    super(
      UserErrorCode.STALE_VERSION,
      `The canvas was changed by somebody else and is at version ${currentVersion}. Read it again, then repeat the change.`,
      ['input', 'expectedVersion'],
    );
    this.currentVersion = currentVersion;
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'The canvas is in a state in which this may not change.',
})
export class CanvasNotEditableError extends UserError {
  @Field(() => CanvasStatusEnum, { description: 'The state of the canvas.' })
  readonly status: CanvasStatus;

  constructor(status: CanvasStatus, message: string) {
    super(UserErrorCode.CANVAS_NOT_EDITABLE, message);
    this.status = status;
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'The canvas cannot be launched; all reasons are listed.',
})
export class LaunchBlockedError extends UserError {
  @Field(() => [LaunchProblemObject], { description: 'Everything that stands against launching.' })
  readonly problems: readonly LaunchProblemObject[];

  constructor(problems: readonly LaunchProblemObject[]) {
    super(UserErrorCode.LAUNCH_BLOCKED, problems.map(({ message }) => message).join(' '));
    this.problems = problems;
  }
}
