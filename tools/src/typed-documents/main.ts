import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateTypedDocuments } from './generate.ts';

const USAGE = 'typed-documents --schema schema.graphql --out folder document.graphql guide.md ...';

/** Frontends call it with documents of their own; the gateway's build with those of docs/graphql.md. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { schema: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
  });
  if (!values.schema || !values.out || positionals.length === 0) throw new Error(USAGE);
  const files = positionals.map((name) => ({ name, text: readFileSync(name, 'utf8') }));
  const made = await generateTypedDocuments(readFileSync(values.schema, 'utf8'), files);
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'schema.ts'), made.schema);
  writeFileSync(join(values.out, 'documents.ts'), made.documents);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
