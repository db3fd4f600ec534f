import { type Call } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';

import { type Caller } from '../auth/caller.ts';
import { ContextFactory } from '../graphql/context-factory.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { ErrorFormatter } from '../graphql/error-formatter.ts';
import { costProblem, DEFAULT_LIMITS } from '../graphql/limits/limits.ts';
import { OperationTelemetry } from '../telemetry/operation-telemetry.ts';
import { SharedResults } from './shared-results.ts';

/** What graphql-ws hands over of one, where what is not there may be undefined. */
type Result = { readonly [Part in keyof ExecutionResult]?: ExecutionResult[Part] | undefined };
type Results = AsyncIterableIterator<ExecutionResult> | ExecutionResult;

/** Carries out the operations of sockets, within the limits, and words their answers. */
@Injectable()
export class SocketOperations {
  private readonly results = new SharedResults();

  constructor(
    private readonly contexts: ContextFactory,
    private readonly errors: ErrorFormatter,
    private readonly telemetry: OperationTelemetry,
  ) {}

  contextFor(caller: Caller): GraphqlContext {
    return this.contexts.create({ caller });
  }

  /** The answer says which call it was, as a header would. */
  execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
    const work = async (call: Call | null): Promise<ExecutionResult> => ({
      ...(await execute(args)),
      ...(call ? { extensions: { correlationId: call.correlationId } } : {}),
    });
    return refused(args) ?? this.telemetry.call(args, work);
  }

  subscribe(args: ExecutionArgs): ExecutionResult | Promise<Results> {
    return refused(args) ?? this.telemetry.call(args, () => this.results.subscribe(args, sharersOf(args)));
  }

  /** A result as its reader may see it. */
  answer(result: Result): FormattedExecutionResult {
    const { data = null, errors, extensions } = result;
    return {
      data,
      ...(errors ? { errors: this.telemetry.afterCall(result, () => this.problems(errors)) } : {}),
      ...(extensions ? { extensions } : {}),
    };
  }

  problems(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
    return this.errors.formatAll(errors);
  }
}

/** The same question of the same workspace and role has the same answer. */
function sharersOf({ contextValue }: ExecutionArgs): string {
  const { identity } = contextValue as GraphqlContext;
  return `${identity.caller?.workspaceId} ${identity.caller?.role}`;
}

function refused({ schema, document, operationName, variableValues }: ExecutionArgs): ExecutionResult | null {
  const variables = variableValues as Record<string, unknown> | null | undefined;
  const problem = costProblem({ schema, document, operationName, variables }, DEFAULT_LIMITS);
  return problem && { errors: [problem] };
}
