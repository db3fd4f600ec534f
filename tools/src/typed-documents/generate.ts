import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';
import { parseDocuments } from './documents.ts';

/** How the scalars of the schema arrive in JSON. */
const SCALARS = { ID: 'string', BigCount: 'number', DateTime: 'string' };
const HEADER =
  '// Made by `nx run gateway:typed-documents` from schema.graphql and the documents. Do not edit.\n';

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** TypeScript for a frontend. The two files stand alone: both name the enums and inputs that they use. */
export interface TypedDocuments {
  /** The types of the whole schema. */
  readonly schema: string;
  /** For each operation its types and its typed document. */
  readonly documents: string;
}

export async function generateTypedDocuments(
  sdl: string,
  files: readonly SourceFile[],
): Promise<TypedDocuments> {
  const documents = files.flatMap(({ name, text }) =>
    parseDocuments(name, text).map((document) => ({ location: name, document })),
  );
  const schema = parse(sdl);
  const config = { scalars: SCALARS, enumsAsTypes: true, immutableTypes: true, useTypeImports: true };
  const pluginMap = { typescript, typescriptOperations, typedDocumentNode };
  const make = (filename: string, ...plugins: (keyof typeof pluginMap)[]) =>
    codegen({
      filename,
      schema,
      documents,
      config,
      plugins: plugins.map((name) => ({ [name]: {} })),
      pluginMap,
    });
  return {
    schema: `${HEADER}${await make('schema.ts', 'typescript')}\n`,
    documents: `${HEADER}${await make('documents.ts', 'typescriptOperations', 'typedDocumentNode')}\n`,
  };
}
