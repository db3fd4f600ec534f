import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Fields of the introspection system: clients and tools nest them deeply, and they are cheap. */
const isIntrospection = (name: string): boolean => name.startsWith('__');

/** How deep fields are nested, fragments unfolded. `open` guards against fragments in circles. */
function depthOf(set: SelectionSetNode, context: ValidationContext, open: ReadonlySet<string>): number {
  let deepest = 0;
  for (const node of set.selections) {
    let depth = 0;
    if (node.kind === Kind.FIELD) {
      if (isIntrospection(node.name.value)) continue;
      depth = 1 + (node.selectionSet ? depthOf(node.selectionSet, context, open) : 0);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      depth = depthOf(node.selectionSet, context, open);
    } else {
      const name = node.name.value;
      const fragment = open.has(name) ? undefined : context.getFragment(name);
      if (fragment) depth = depthOf(fragment.selectionSet, context, new Set([...open, name]));
    }
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Refuses operations whose fields are nested deeper than `maxDepth`. */
export function depthRule(maxDepth: number): ValidationRule {
  return (context): ASTVisitor => ({
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet, context, new Set());
      if (depth <= maxDepth) return;
      context.reportError(
        new GraphQLError(`The operation is nested ${depth} fields deep; at most ${maxDepth} are allowed.`, {
          nodes: [operation],
          extensions: { code: 'QUERY_TOO_DEEP' },
        }),
      );
    },
  });
}
