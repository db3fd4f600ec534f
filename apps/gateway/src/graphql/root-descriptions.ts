import { type GraphQLSchema } from 'graphql';

/** Code-first has no place to describe the root types in. */
export function describeRoots(schema: GraphQLSchema): GraphQLSchema {
  const roots = [
    [schema.getQueryType(), 'What can be read. Lists that grow are Relay connections.'],
    [
      schema.getMutationType(),
      'What can be done. Each answers a union of its result and its expected failures, which are all `UserError`.',
    ],
    [schema.getSubscriptionType(), 'What can be watched, over graphql-transport-ws.'],
  ] as const;
  for (const [type, description] of roots) if (type) type.description = description;
  return schema;
}
