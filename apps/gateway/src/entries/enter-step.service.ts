import { Injectable } from '@nestjs/common';

import { InputProblem, InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { type Caller } from '../auth/caller.ts';
import {
  CanvasNotActiveError,
  EnterStepPayload,
  IdempotencyKeyReusedError,
  MAX_USERS_PER_CALL,
  StepNotSyncableError,
  type EnterStepInput,
} from './enter-step.results.ts';
import { digestOf, isIdempotencyKey, MAX_IDEMPOTENCY_KEY, type EntryRefusal } from './entry-call.ts';
import { EntryWriter } from './entry-writer.port.ts';
import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { packUsers } from './pack-users.ts';

type EntryError =
  NotFoundError | InvalidInputError | CanvasNotActiveError | StepNotSyncableError | IdempotencyKeyReusedError;
export type EnterStepOutcome = EnterStepPayload | EntryError;

/** `enterStep`: users in one GraphQL call. */
@Injectable()
export class EnterStepService {
  constructor(
    private readonly writer: EntryWriter,
    private readonly metrics: GatewayMetrics,
  ) {}

  async enter({ workspaceId }: Caller, input: EnterStepInput): Promise<EnterStepOutcome> {
    const problems = problemsOf(input);
    if (problems.length > 0) return new InvalidInputError(problems);
    const { stepId, idempotencyKey } = input;
    const { users, rejected } = packUsers(input.users);
    const idempotency =
      idempotencyKey == null
        ? null
        : { key: idempotencyKey, part: 0, digest: digestOf(stepId, users, rejected) };
    const answer = await this.writer.enter({ workspaceId, stepId, users, idempotency });
    if (answer.kind !== 'entered') return toEntryError(answer);
    const { entered, notSynced, replayed } = answer;
    this.metrics.countUsers('rejected', rejected.length);
    this.metrics.callEntered('graphql', replayed ? 0 : entered);
    return new EnterStepPayload({ stepId, entered, notSynced, rejected, replayed });
  }
}

function problemsOf({ users, idempotencyKey }: EnterStepInput): InputProblem[] {
  const problems: InputProblem[] = [];
  if (users.length === 0 || users.length > MAX_USERS_PER_CALL)
    problems.push(
      new InputProblem(['input', 'users'], `"users" must hold 1 to ${MAX_USERS_PER_CALL} users.`),
    );
  if (idempotencyKey != null && !isIdempotencyKey(idempotencyKey))
    problems.push(
      new InputProblem(
        ['input', 'idempotencyKey'],
        `"idempotencyKey" must be 1 to ${MAX_IDEMPOTENCY_KEY} printable ASCII characters.`,
      ),
    );
  return problems;
}

function toEntryError(refusal: EntryRefusal): EntryError {
  switch (refusal.kind) {
    case 'unknownStep':
      return new NotFoundError('The step', ['input', 'stepId']);
    case 'stepNotSyncable':
      return new StepNotSyncableError();
    case 'canvasNotActive':
      return new CanvasNotActiveError(refusal.status);
    case 'keyReused':
      return new IdempotencyKeyReusedError();
  }
}
