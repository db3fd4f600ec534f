import { GraphQLError, type ASTVisitor, type ValidationRule } from 'graphql';

/** Refuses documents that ask for the same things over and over under other names. */
export function aliasRule(maxAliases: number): ValidationRule {
  return (context): ASTVisitor => {
    let aliases = 0;
    return {
      Field(node) {
        if (node.alias) aliases += 1;
      },
      Document: {
        leave(document) {
          if (aliases <= maxAliases) return;
          context.reportError(
            new GraphQLError(`The document has ${aliases} aliases; at most ${maxAliases} are allowed.`, {
              nodes: [document],
              extensions: { code: 'TOO_MANY_ALIASES' },
            }),
          );
        },
      },
    };
  };
}
