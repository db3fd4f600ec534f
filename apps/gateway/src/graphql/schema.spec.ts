import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

import { type AccessRule } from '../auth/access.decorator.ts';
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
    Object.values(root?.getFields() ?? {}).map((field) => ({ name: `${root?.name}.${field.name}`, field })),
  );

describe('the schema', () => {
  it('is committed as it is: run `nx run gateway:schema` after changing it', async () => {
    const committed = readFileSync(join(__dirname, '../../schema.graphql'), 'utf8');
    expect(committed).toBe(await schemaSdl());
  });

  it('says for every door which role it needs, or why it is public', () => {
    const rules = rootFields().map(({ name, field }) => [
      name,
      field.extensions['access'] as AccessRule | undefined,
    ]);
    expect(rules.filter(([, rule]) => rule === undefined)).toEqual([]);
    expect(rules.length).toBeGreaterThan(10);
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
