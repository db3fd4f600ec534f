import { GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';

export interface CostQuestion {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** The length of a page that does not say how long it should be. */
export const DEFAULT_PAGE_SIZE = 25;
export const MAX_PAGE_SIZE = 250;

interface PageCostQuestion {
  readonly args: { readonly first?: unknown };
  readonly childComplexity: number;
}

/** The cost of a paged field: what one node costs, as often as nodes are asked for. */
export function pageCost({ args, childComplexity }: PageCostQuestion): number {
  const { first } = args;
  return 1 + (typeof first === 'number' && first > 0 ? first : DEFAULT_PAGE_SIZE) * childComplexity;
}

/** The cost of a list that is not paged: what one costs, as often as there usually are. */
export function listCost(usually: number): (question: Pick<PageCostQuestion, 'childComplexity'>) => number {
  return ({ childComplexity }) => 1 + usually * childComplexity;
}

const ESTIMATORS = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })];

/** An error when the operation may touch more fields than `maxCost`, else null. One field costs one; pages multiply. */
export function refuseCost(question: CostQuestion, maxCost: number): GraphQLError | null {
  const cost = getComplexity({
    schema: question.schema,
    query: question.document,
    ...(question.operationName ? { operationName: question.operationName } : {}),
    variables: question.variables ?? {},
    estimators: ESTIMATORS,
  });
  if (cost <= maxCost) return null;
  return new GraphQLError(
    `The operation costs ${cost}; at most ${maxCost} is allowed. Ask for shorter pages.`,
    {
      extensions: { code: 'QUERY_TOO_EXPENSIVE', cost, maxCost },
    },
  );
}
