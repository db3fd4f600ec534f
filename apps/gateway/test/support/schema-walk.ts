import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLNamedInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** A door of the schema. */
export interface RootField {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: GraphQLField<unknown, unknown>;
}

/** Where an id goes into a door: its path through arguments and inputs, such as `input.adAccountIds`. */
export interface IdPlace {
  readonly path: readonly string[];
  readonly isList: boolean;
}

export function rootFieldsOf(schema: GraphQLSchema): RootField[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field })),
  );
}

/** Every place for an id, optional ones too. */
export function idPlacesOf({ field }: RootField): IdPlace[] {
  return field.args.flatMap(({ name, type }) => placesIn(type, [name]));
}

function placesIn(type: GraphQLInputType, path: readonly string[]): IdPlace[] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [{ path, isList: isListType(isNonNullType(type) ? type.ofType : type) }];
  if (!isInputObjectType(named) || isListType(isNonNullType(type) ? type.ofType : type)) return [];
  return Object.values(named.getFields()).flatMap((one) => placesIn(one.type, [...path, one.name]));
}

/** Whether a door pages: it takes a cursor itself, or something that it answers does. */
export function takesCursor(door: RootField): boolean {
  return door.field.args.some(({ name }) => name === 'after') || operationOf(door).includes(NESTED_CURSOR);
}

/** The variable for the cursors of what hangs below a door. */
const NESTED_CURSOR = '$cursor';

/** An operation of one door that selects everything, with its arguments as variables. */
export function operationOf({ kind, field }: RootField): string {
  const selection = selectionOf(field.type, 3);
  const declared = [
    ...field.args.map(({ name, type }) => `$${name}: ${String(type)}`),
    ...(selection.includes(NESTED_CURSOR) ? [`${NESTED_CURSOR}: String`] : []),
  ].join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const head = declared === '' ? kind : `${kind} (${declared})`;
  return `${head} { ${field.name}${passed === '' ? '' : `(${passed})`}${selection} }`;
}

/** All leaves, and what hangs below down to a depth. Of a union: its result, and what all expected failures share. */
function selectionOf(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isUnionType(named)) return ` ${fieldsOf(named, depth)}`;
  const results = named
    .getTypes()
    .filter((one) => one.getInterfaces().every(({ name }) => name !== 'UserError'));
  const members = results.map((one) => `... on ${one.name} ${fieldsOf(one, depth)}`);
  return ` { __typename ${members.join(' ')} ... on UserError { code message path } }`;
}

function fieldsOf(type: GraphQLObjectType | GraphQLInterfaceType, depth: number): string {
  const fields = Object.values(type.getFields())
    .filter((one) => depth > 1 || isLeafType(getNamedType(one.type)))
    .map((one) => {
      const cursor = one.args.some(({ name }) => name === 'after') ? `(after: ${NESTED_CURSOR})` : '';
      return `${one.name}${cursor}${selectionOf(one.type, depth - 1)}`;
    });
  return `{ __typename ${fields.join(' ')} }`;
}

/** Values for what a door insists on, but for ids, which `idOf` gives. */
export function variablesOf(
  { field }: RootField,
  idOf: (path: readonly string[]) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(field.args.map(({ name, type }) => [name, valueOf(type, [name], idOf)]));
}

function valueOf(
  type: GraphQLInputType,
  path: readonly string[],
  idOf: (path: readonly string[]) => unknown,
): unknown {
  const required = isNonNullType(type);
  const inner = required ? type.ofType : type;
  const one = plainValueOf(getNamedType(inner), path, idOf);
  if (one === undefined || (!required && !hasIds(getNamedType(inner)))) return undefined;
  return isListType(inner) ? [one] : one;
}

const hasIds = (type: GraphQLNamedInputType): boolean => type.name === 'ID' || isInputObjectType(type);

const SAMPLES: Readonly<Record<string, unknown>> = {
  Int: 0,
  Boolean: true,
  DateTime: '2026-01-01T00:00:00.000Z',
};

function plainValueOf(
  type: GraphQLNamedInputType,
  path: readonly string[],
  idOf: (path: readonly string[]) => unknown,
): unknown {
  if (type.name === 'ID') return idOf(path);
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return SAMPLES[type.name] ?? 'words';
  const fields = Object.values(type.getFields());
  return Object.fromEntries(
    fields.map(({ name, type: inner }) => [name, valueOf(inner, [...path, name], idOf)]),
  );
}
