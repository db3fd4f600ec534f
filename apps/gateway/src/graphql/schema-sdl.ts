import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';

import { guardFields } from '../auth/field-access.ts';
import { ORPHANED_TYPES } from './orphaned-types.ts';
import { RESOLVERS } from './resolvers.ts';
import { describeRoots } from './root-descriptions.ts';

/** The schema without anything behind it: to print it and to walk it. */
export async function buildBareSchema(): Promise<GraphQLSchema> {
  const app = await NestFactory.create(GraphQLSchemaBuilderModule, { logger: false });
  await app.init();
  const schema = await app
    .get(GraphQLSchemaFactory)
    .create(RESOLVERS, { orphanedTypes: [...ORPHANED_TYPES] });
  await app.close();
  return guardFields(describeRoots(lexicographicSortSchema(schema)));
}

/** The text of `schema.graphql`. */
export async function schemaSdl(): Promise<string> {
  const note = '# Made by `nx run gateway:schema` from the code. Do not edit.\n\n';
  return `${note}${printSchema(await buildBareSchema())}\n`;
}
