import { Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** An operation as metrics and traces name it. */
export interface OperationLabel {
  readonly type: string;
  /** Its field of the schema; `several`, when it asks for several. Callers' own names would be any number of labels. */
  readonly operation: string;
}

/** Names an operation that is valid, so that its fields are those of the schema. */
export function operationLabelOf({ operation: type, selectionSet }: OperationDefinitionNode): OperationLabel {
  const fields = new Set(fieldsOf(selectionSet));
  fields.delete('__typename');
  const [first = 'nothing', second] = fields;
  if (second !== undefined) return { type, operation: 'several' };
  return { type, operation: first.startsWith('__') ? 'introspection' : first };
}

/** The fields that stand in it directly. Fragments around them are few, and are not looked into by name. */
function fieldsOf({ selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [selection.name.value];
      case Kind.INLINE_FRAGMENT:
        return fieldsOf(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return ['fragment'];
    }
  });
}
