import { GraphQLList, GraphQLObjectType, GraphQLSchema, GraphQLString, graphql } from 'graphql';

import { accessOf, fieldsTypesOf, guardFields } from './field-access.ts';
import { type Caller } from './caller.ts';

const role = (name: string) => ({ access: { kind: 'role', role: name } });

/** A door for viewers that leads to a type for admins, one that nobody has spoken of, and a page of the first. */
function schemaOf(): GraphQLSchema {
  const secret = new GraphQLObjectType({
    name: 'Secret',
    extensions: role('ADMIN'),
    fields: { text: { type: GraphQLString, description: 'It.' } },
  });
  const forgotten = new GraphQLObjectType({ name: 'Forgotten', fields: { text: { type: GraphQLString } } });
  const page = new GraphQLObjectType({ name: 'Page', fields: { nodes: { type: new GraphQLList(secret) } } });
  const open = new GraphQLObjectType({
    name: 'Open',
    extensions: { access: { kind: 'anyRole' } },
    fields: {
      text: { type: GraphQLString },
      hidden: { type: GraphQLString, extensions: role('EDITOR') },
    },
  });
  const value = { type: open, extensions: role('VIEWER'), resolve: () => ({ text: 'a', hidden: 'b' }) };
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      open: value,
      secret: { ...value, type: secret },
      forgotten: { ...value, type: forgotten },
      page: { ...value, type: page, resolve: () => ({ nodes: [{ text: 'c' }] }) },
    },
  });
  return guardFields(new GraphQLSchema({ query }));
}

describe('fields below a door', () => {
  const ask = async (source: string, asRole: Caller['role'] | null): Promise<string> => {
    const caller = asRole && { workspaceId: 'wks_1', keyId: 'key_1', role: asRole, untilMs: null };
    const contextValue = { identity: caller ? { caller } : {} };
    const { data, errors } = await graphql({ schema: schemaOf(), source, contextValue });
    return errors ? String(errors[0]?.extensions['code']) : JSON.stringify(data);
  };

  it.each([
    ['{ open { text } }', 'VIEWER', '{"open":{"text":"a"}}'],
    ['{ open { hidden } }', 'VIEWER', 'FORBIDDEN'],
    ['{ open { hidden } }', 'EDITOR', '{"open":{"hidden":"b"}}'],
    ['{ secret { text } }', 'EDITOR', 'FORBIDDEN'],
    ['{ secret { text } }', 'ADMIN', '{"secret":{"text":"a"}}'],
    ['{ secret { text } }', null, 'FORBIDDEN'],
    ['{ page { nodes { text } } }', 'VIEWER', 'FORBIDDEN'],
    ['{ page { nodes { text } } }', 'ADMIN', '{"page":{"nodes":[{"text":"c"}]}}'],
    ['{ forgotten { text } }', 'ADMIN', 'FORBIDDEN'],
  ] as const)('%s as %s: %s', async (source, asRole, answer) => {
    expect(await ask(source, asRole)).toBe(answer);
  });

  it('say which role they need', () => {
    const schema = schemaOf();
    const fields = schema.getType('Secret') as GraphQLObjectType;
    expect(fields.getFields()['text']?.description).toBe('It. Role: ADMIN.');
  });

  it('are known to nobody who asks for a type that was forgotten', () => {
    const forgotten = fieldsTypesOf(schemaOf()).flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => accessOf(type, field) === undefined)
        .map(({ name }) => `${type.name}.${name}`),
    );
    expect(forgotten).toEqual(['Forgotten.text']);
  });
});
