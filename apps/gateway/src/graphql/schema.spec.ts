import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

import { type AccessRule } from '../auth/access.decorator.ts';
import { mayAct } from '../auth/caller.ts';
import { accessOf, fieldsTypesOf } from '../auth/field-access.ts';
import { buildBareSchema, schemaSdl } from './schema-sdl.ts';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildBareSchema();
});

/** Types of our own, without those of the introspection system. */
const ownTypes = () => Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

/** The values of an enum, or the fields and their arguments, with their descriptions. */
function partsOf(type: GraphQLNamedType): [name: string, description: string | null | undefined][] {
  if (isEnumType(type)) return type.getValues().map(({ name, description }) => [name, description]);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map(({ name, description }) => [name, description]);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [field.name, field.description],
    ...field.args.map((arg): [string, string | null | undefined] => [
      `${field.name}(${arg.name})`,
      arg.description,
    ]),
  ]);
}

const rootFields = () =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((root) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) =>
      root ? [{ name: `${root.name}.${field.name}`, root, field }] : [],
    ),
  );

/** The object types that a door can answer with. */
function answersOf({ type }: GraphQLField<unknown, unknown>) {
  const named = getNamedType(type);
  return isUnionType(named) ? [...named.getTypes()] : [named].filter(isObjectType);
}

describe('the schema', () => {
  it('is committed as it is: run `nx run gateway:schema` after changing it', async () => {
    const committed = readFileSync(join(__dirname, '../../schema.graphql'), 'utf8');
    expect(committed).toBe(await schemaSdl());
  });

  it('says for every single field which role it needs', () => {
    const rules = fieldsTypesOf(schema).flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({
        name: `${type.name}.${field.name}`,
        rule: accessOf(type, field),
        description: field.description,
      })),
    );
    expect(rules.filter(({ rule }) => rule === undefined).map(({ name }) => name)).toEqual([]);
    expect(rules.filter(({ description }) => !/ Role: (any|[A-Z]+)\.$/.test(description ?? ''))).toEqual([]);
    expect(rules.length).toBeGreaterThan(200);
  });

  it('lets callers of a door see what it answers', () => {
    const roleOf = (rule: AccessRule | undefined) => (rule?.kind === 'role' ? rule.role : null);
    const unseen = rootFields().flatMap(({ name, root, field }) => {
      const needed = roleOf(accessOf(root, field));
      return answersOf(field)
        .filter((type) => type.getInterfaces().every((one) => one.name !== 'UserError'))
        .flatMap((type) => Object.values(type.getFields()).map((one) => roleOf(accessOf(type, one))))
        .filter((role) => role !== null && needed !== null && !mayAct(needed, role))
        .map((role) => `${name} needs ${needed}, its answer ${role}`);
    });
    expect(unseen).toEqual([]);
  });

  it('lets nobody change anything who may only look', () => {
    const mutations = rootFields().filter(({ name }) => name.startsWith('Mutation.'));
    const roles = mutations.map(({ field }) => (field.extensions['access'] as { role?: string }).role);
    expect(roles.every((role) => role === 'ADMIN' || role === 'EDITOR' || role === 'INGEST')).toBe(true);
  });

  it('describes every type, field, argument and value', () => {
    const builtIn = new Set(['Query', 'Mutation', 'Subscription', 'Boolean', 'Float', 'ID', 'Int', 'String']);
    const silent = ownTypes().flatMap((type) => [
      ...(type.description || builtIn.has(type.name) ? [] : [type.name]),
      ...partsOf(type).flatMap(([name, description]) => (description ? [] : [`${type.name}.${name}`])),
    ]);
    expect(silent).toEqual([]);
  });

  it('answers every mutation with a union of its result and its expected failures', () => {
    const mutations = rootFields().filter(({ name }) => name.startsWith('Mutation.'));
    const plain = mutations.filter(({ field }) => !getNamedType(field.type).name.endsWith('Result'));
    expect(plain.map(({ name }) => name)).toEqual([]);
  });
});
