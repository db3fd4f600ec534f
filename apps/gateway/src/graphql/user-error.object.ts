import { Field, InterfaceType, ObjectType } from '@nestjs/graphql';

import { AnyRole } from '../auth/access.decorator.ts';
import { UserErrorCode } from './user-error-code.enum.ts';

/** Where in the input the fault is, for instance `['input', 'name']`. */
export type InputPath = readonly string[];

@InterfaceType({
  description: 'An expected failure. Each mutation lists the ones it can answer with in its result union.',
  resolveType: (error: UserError) => error.constructor,
})
export abstract class UserError {
  @Field(() => UserErrorCode, { description: 'What went wrong, for programs.' })
  readonly code: UserErrorCode;

  @Field(() => String, { description: 'What went wrong, for people.' })
  readonly message: string;

  @Field(() => [String], { nullable: true, description: 'The part of the input that the error is about.' })
  readonly path: readonly string[] | null;

  constructor(code: UserErrorCode, message: string, path: InputPath | null = null) {
    this.code = code;
    this.message = message;
    this.path = path;
  }
}

@ObjectType({ implements: () => [UserError], description: 'Nothing with that id exists in this workspace.' })
export class NotFoundError extends UserError {
  constructor(what: string, path: InputPath | null = null) {
    super(UserErrorCode.NOT_FOUND, `${what} was not found.`, path);
  }
}

@AnyRole()
@ObjectType({ description: 'One fault of the input.' })
export class InputProblem {
  @Field(() => [String], { description: 'The part of the input with the fault.' })
  readonly path: readonly string[];

  @Field(() => String, { description: 'What is wrong with it.' })
  readonly message: string;

  constructor(path: InputPath, message: string) {
    this.path = path;
    this.message = message;
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'The input was refused; all its faults are listed.',
})
export class InvalidInputError extends UserError {
  @Field(() => [InputProblem], { description: 'All faults of the input.' })
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    const [first] = problems;
    super(UserErrorCode.INVALID_INPUT, problems.map((one) => one.message).join(' '), first?.path ?? null);
    this.problems = problems;
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'Pinterest could not be asked, or refused; nothing was changed.',
})
export class PinterestUnavailableError extends UserError {
  @Field(() => Date, { nullable: true, description: 'When asking again may help, if that is known.' })
  readonly retryAt: Date | null;

  constructor(message: string, retryAt: Date | null = null) {
    super(UserErrorCode.PINTEREST_UNAVAILABLE, message);
    this.retryAt = retryAt;
  }
}

@ObjectType({
  implements: () => [UserError],
  description: 'The Pinterest connection cannot be used until somebody connects it again.',
})
export class ConnectionUnusableError extends UserError {
  constructor(message: string) {
    super(UserErrorCode.CONNECTION_UNUSABLE, message);
  }
}
