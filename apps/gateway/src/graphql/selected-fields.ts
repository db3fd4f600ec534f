import { Kind, type GraphQLResolveInfo, type SelectionNode, type SelectionSetNode } from 'graphql';

/** Whether the query asks for one of these fields directly below the field that is being resolved. */
export function selectsAny(info: GraphQLResolveInfo, names: ReadonlySet<string>): boolean {
  const within = (set: SelectionSetNode | undefined): boolean => set?.selections.some(isWanted) ?? false;
  const isWanted = (node: SelectionNode): boolean => {
    if (node.kind === Kind.FIELD) return names.has(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) return within(node.selectionSet);
    return within(info.fragments[node.name.value]?.selectionSet);
  };
  return info.fieldNodes.some((node) => within(node.selectionSet));
}
