import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

function toCount(value: unknown): number {
  const count = typeof value === 'bigint' ? Number(value) : value;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw new GraphQLError('BigCount must be a whole number from 0 to 9,007,199,254,740,991.');
}

/** Counts of users: GraphQL's Int ends at 2,147,483,647, a busy step does not. */
export const BigCount = new GraphQLScalarType<number, number>({
  name: 'BigCount',
  description:
    'A whole number from 0 to 2^53 - 1, sent as a JSON number. Counts use it because they can pass the 2^31 - 1 of Int.',
  serialize: toCount,
  parseValue: toCount,
  parseLiteral: (node) => toCount(node.kind === Kind.INT ? Number(node.value) : undefined),
});
