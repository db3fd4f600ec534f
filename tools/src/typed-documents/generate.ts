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

/** TypeScript for a frontend: the types of the schema, and for each operation its types and its typed document. */
export async function generateTypedDocuments(schema: string, files: readonly SourceFile[]): Promise<string> {
  const documents = files.flatMap(({ name, text }) =>
    parseDocuments(name, text).map((document) => ({ location: name, document })),
  );
  const code = await codegen({
    filename: 'graphql.ts',
    schema: parse(schema),
    documents,
    config: { scalars: SCALARS, enumsAsTypes: true, immutableTypes: true, useTypeImports: true },
    plugins: [{ typescript: {} }, { typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescript, typescriptOperations, typedDocumentNode },
  });
  return `${HEADER}${code}\n`;
}
