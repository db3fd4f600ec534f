import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { generateTypedDocuments } from './generate.ts';

const USAGE = 'typed-documents --schema schema.graphql --out graphql.ts document.graphql guide.md ...';

/** Frontends call it with documents of their own; the gateway's build with those of docs/graphql.md. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { schema: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
  });
  if (!values.schema || !values.out || positionals.length === 0) throw new Error(USAGE);
  const files = positionals.map((name) => ({ name, text: readFileSync(name, 'utf8') }));
  const code = await generateTypedDocuments(readFileSync(values.schema, 'utf8'), files);
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, code);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
