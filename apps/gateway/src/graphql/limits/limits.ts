import { type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLError, type ValidationRule } from 'graphql';

import { aliasRule } from './alias.rule.ts';
import { refuseCost, type CostQuestion } from './cost.ts';
import { depthRule } from './depth.rule.ts';

/** What one GraphQL document may ask for. */
export interface GraphqlLimits {
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxCost: number;
  /** Longest document, in lexical tokens. */
  readonly maxTokens: number;
}

export const DEFAULT_LIMITS: GraphqlLimits = {
  maxDepth: 14,
  maxAliases: 30,
  maxCost: 20_000,
  maxTokens: 4_000,
};

/** The limits that a document shows by itself. */
export function limitRules(limits: GraphqlLimits): ValidationRule[] {
  return [depthRule(limits.maxDepth), aliasRule(limits.maxAliases)];
}

/** The limit that depends on the variables too. Bad variables are left to the executor, which says what is wrong. */
export function costProblem(question: CostQuestion, limits: GraphqlLimits): GraphQLError | null {
  try {
    return refuseCost(question, limits.maxCost);
  } catch {
    return null;
  }
}

type Plugin = NonNullable<ApolloDriverConfig['plugins']>[number];

/** Answered with status 400, as the limits are that a document shows by itself; Apollo takes what is thrown here for our fault. */
const asBadRequest = ({ message, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { extensions: { ...extensions, http: { status: 400 } } });

/** Applies the cost limit to operations over HTTP. */
export function costPlugin(limits: GraphqlLimits): Plugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, document, request }) => {
          const { operationName, variables } = request;
          const problem = costProblem({ schema, document, operationName, variables }, limits);
          return problem ? Promise.reject(asBadRequest(problem)) : Promise.resolve();
        },
      }),
  };
}
