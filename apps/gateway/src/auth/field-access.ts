import {
  defaultFieldResolver,
  getNamedType,
  GraphQLError,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

import { type AccessRule } from './access.decorator.ts';
import { mayAct, type Caller } from './caller.ts';

/** Types of the schema that have fields. */
export type FieldsType = GraphQLObjectType | GraphQLInterfaceType;
type AnyField = GraphQLField<unknown, { readonly identity: { readonly caller?: Caller } }>;

/** Nest keeps no extensions of interfaces. Types that implement one need what it needs, if they say nothing else. */
const INTERFACES: Readonly<Record<string, AccessRule>> = {
  UserError: { kind: 'anyRole' },
  Step: { kind: 'role', role: 'VIEWER' },
};
const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/** The types of our own that have fields. */
export function fieldsTypesOf(schema: GraphQLSchema): FieldsType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is FieldsType =>
      !type.name.startsWith('__') && (isObjectType(type) || isInterfaceType(type)),
  );
}

/** What a field asks of its caller: by itself, else by its type. Undefined: nobody has said so, and nobody may have it. */
export function accessOf(type: FieldsType, field: GraphQLField<unknown, unknown>): AccessRule | undefined {
  const own = field.extensions['access'] as AccessRule | undefined;
  return own ?? (ROOTS.has(type.name) ? undefined : typeAccessOf(type));
}

/** A page, and its edges, may be seen by whoever may see what is on it. */
function typeAccessOf(type: FieldsType): AccessRule | undefined {
  const own = (type.extensions['access'] as AccessRule | undefined) ?? INTERFACES[type.name];
  if (own) return own;
  const inherited = type.getInterfaces().map(({ name }) => INTERFACES[name]);
  if (inherited[0]) return inherited[0];
  const { nodes, node } = type.getFields();
  const held = getNamedType((nodes ?? node)?.type);
  return isObjectType(held) || isInterfaceType(held) ? typeAccessOf(held) : undefined;
}

/** Makes every field below the doors check the role of its caller, and every field say which it needs. */
export function guardFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of fieldsTypesOf(schema))
    for (const field of Object.values(type.getFields())) {
      const rule = accessOf(type, field);
      field.description = `${field.description ?? ''} ${wordsOf(rule)}`.trim();
      if (!ROOTS.has(type.name)) guard(field as AnyField, rule);
    }
  return schema;
}

function guard(field: AnyField, rule: AccessRule | undefined): void {
  if (rule && rule.kind !== 'role') return;
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    const role = context.identity.caller?.role;
    if (!rule || !role || !mayAct(role, rule.role)) throw forbidden(rule, role);
    return resolve(source, args, context, info);
  };
}

function forbidden(rule: { readonly role: string } | undefined, role: string | undefined): GraphQLError {
  const words = rule
    ? `This needs the role ${rule.role}; the key has ${role ?? 'none'}.`
    : 'Nobody may see this.';
  return new GraphQLError(words, { extensions: { code: 'FORBIDDEN' } });
}

function wordsOf(rule: AccessRule | undefined): string {
  switch (rule?.kind) {
    case 'role':
      return `Role: ${rule.role}.`;
    case 'anyRole':
      return 'Role: any.';
    case 'public':
      return 'Open to everybody.';
    case undefined:
      return 'Closed.';
  }
}
