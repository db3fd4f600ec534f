import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql';

import { pageCost } from './cost.ts';
import { costProblem, DEFAULT_LIMITS, limitRules } from './limits.ts';

const schema: GraphQLSchema = buildSchema(/* GraphQL */ `
  type Node {
    id: ID
    child: Node
    children(first: Int): [Node]
  }
  type Query {
    node: Node
  }
`);
const children = schema.getType('Node');
if (children && 'getFields' in children) {
  const field = children.getFields()['children'];
  if (field && 'args' in field) field.extensions = { complexity: pageCost };
}

const problems = (source: string, limits: Partial<typeof DEFAULT_LIMITS>): readonly string[] =>
  validate(schema, parse(source), limitRules({ ...DEFAULT_LIMITS, ...limits })).map((one) =>
    String(one.extensions['code']),
  );

describe('limits of a document', () => {
  it('counts depth through fragments', () => {
    const source = `{ node { ...a } } fragment a on Node { child { ... on Node { child { id } } } }`;
    expect(problems(source, { maxDepth: 4 })).toEqual([]);
    expect(problems(source, { maxDepth: 3 })).toEqual(['QUERY_TOO_DEEP']);
  });

  it('is not caught by fragments in circles', () => {
    const source = `{ node { ...a } } fragment a on Node { child { ...b } } fragment b on Node { child { ...a } }`;
    expect(problems(source, {})).toEqual([]);
  });

  it('leaves introspection alone', () => {
    expect(
      problems('{ __schema { types { fields { type { ofType { name } } } } } }', { maxDepth: 1 }),
    ).toEqual([]);
  });

  it('counts aliases over the whole document', () => {
    const source = `{ a: node { id } b: node { ...f } } fragment f on Node { c: id }`;
    expect(problems(source, { maxAliases: 3 })).toEqual([]);
    expect(problems(source, { maxAliases: 2 })).toEqual(['TOO_MANY_ALIASES']);
  });
});

describe('the cost of an operation', () => {
  const document = parse('query Q($n: Int) { node { children(first: $n) { children(first: 10) { id } } } }');
  const cost = (n: unknown, maxCost: number): unknown =>
    costProblem({ schema, document, operationName: 'Q', variables: { n } }, { ...DEFAULT_LIMITS, maxCost })
      ?.extensions['cost'] ?? null;

  it('multiplies the pages of pages, with the variables', () => {
    expect(cost(100, 1_000)).toBe(2 + 100 * (1 + 10));
    expect(cost(100, 2_000)).toBeNull();
  });

  it('leaves wrong variables to the executor', () => {
    expect(cost('many', 1)).toBeNull();
  });
});
