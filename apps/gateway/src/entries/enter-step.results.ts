import { type CanvasStatus } from '@audience-sync/domain';
import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CanvasStatusEnum } from '../graphql/enums.ts';
import { UserErrorCode } from '../graphql/user-error-code.enum.ts';
import { InvalidInputError, NotFoundError, UserError } from '../graphql/user-error.object.ts';

/** Most users of one `enterStep`. */
export const MAX_USERS_PER_CALL = 5_000;

@InputType({
  description:
    'A user who enters a step. Identifiers may be plain (they are normalised and hashed at once, and never stored) or SHA-256 already.',
})
export class UserInput {
  @Field(() => ID, { description: "The engine's own id of the user, 1 to 256 characters." })
  externalId!: string;

  @Field(() => [String], { nullable: true, description: 'E-mail addresses.' })
  emails?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Apple's advertising ids." })
  idfas?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Android's advertising ids." })
  maids?: string[] | null;
}

@InputType({ description: 'Users who enter an audience sync step.' })
export class EnterStepInput {
  @Field(() => ID, { description: 'The step.' })
  stepId!: string;

  @Field(() => [UserInput], { description: `The users, 1 to ${MAX_USERS_PER_CALL}. Send them in variables.` })
  users!: UserInput[];

  @Field(() => String, {
    nullable: true,
    description:
      'Repeating a call with the same key (1 to 200 characters) enters nobody twice and answers the same. Keys are remembered for days.',
  })
  idempotencyKey?: string | null;
}

@Requires('INGEST')
@ObjectType('RejectedUser', { description: 'A user who did not enter because the input is faulty.' })
export class RejectedUserObject {
  @Field(() => Int, { description: 'The place in `users`, 0 for the first.' })
  readonly index!: number;

  @Field(() => String, { description: 'What is wrong, for programs, such as `INVALID_ID`.' })
  readonly code!: string;

  @Field(() => String, { description: 'What is wrong, for people.' })
  readonly message!: string;
}

@Requires('INGEST')
@ObjectType({ description: 'The users entered; they are stored and will be synced.' })
export class EnterStepPayload {
  @Field(() => ID, { description: 'The step.' })
  readonly stepId!: string;

  @Field(() => Int, { description: 'How many users entered.' })
  readonly entered!: number;

  @Field(() => Int, { description: 'How many of them have no identifier that the step can use.' })
  readonly notSynced!: number;

  @Field(() => [RejectedUserObject], { description: 'Users who did not enter, with the reason.' })
  readonly rejected!: readonly RejectedUserObject[];

  @Field(() => Boolean, {
    description: 'Whether this key was answered before, so that nobody entered again.',
  })
  readonly replayed!: boolean;

  constructor(fields: Pick<EnterStepPayload, 'stepId' | 'entered' | 'notSynced' | 'rejected' | 'replayed'>) {
    Object.assign(this, fields);
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'Users can enter only the steps of an active canvas.',
})
export class CanvasNotActiveError extends UserError {
  @Field(() => CanvasStatusEnum, { description: 'The state of the canvas.' })
  readonly status: CanvasStatus;

  constructor(status: CanvasStatus) {
    super(UserErrorCode.CANVAS_NOT_ACTIVE, `The canvas of this step is not active (it is ${status}).`);
    this.status = status;
  }
}

@ObjectType({ implements: () => [UserError], description: 'Users can enter only audience sync steps.' })
export class StepNotSyncableError extends UserError {
  constructor() {
    super(UserErrorCode.STEP_NOT_SYNCABLE, 'This step belongs to another team; users cannot enter it here.');
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'The idempotency key was used before with another body; nobody entered.',
})
export class IdempotencyKeyReusedError extends UserError {
  constructor() {
    super(UserErrorCode.IDEMPOTENCY_KEY_REUSED, 'This idempotency key was used before, with another body.', [
      'input',
      'idempotencyKey',
    ]);
  }
}

export const EnterStepResult = createUnionType({
  name: 'EnterStepResult',
  description: 'What `enterStep` answers.',
  types: () =>
    [
      EnterStepPayload,
      NotFoundError,
      InvalidInputError,
      CanvasNotActiveError,
      StepNotSyncableError,
      IdempotencyKeyReusedError,
    ] as const,
});
