import { type ClientBase } from 'pg';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type UserLine } from './user-file.ts';

const SAMPLES = 40;

/** A few plain identifiers of the file, as somebody would search for them. */
async function sampleIdentifiers(file: string): Promise<string[]> {
  const found = new Set<string>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.trim() === '') continue;
    const { email, idfa, maid } = JSON.parse(line) as UserLine;
    for (const value of [email, idfa, maid].flat())
      if (value && /@.*\.|-.*-/.test(value) && !/^[0-]+$/.test(value)) found.add(value.trim().toLowerCase());
    if (found.size >= SAMPLES) break;
  }
  return [...found];
}

/** Looks for plain identifiers of the file in every table; answers the tables that hold one. */
export async function tablesWithRawIdentifiers(client: ClientBase, file: string): Promise<string[]> {
  const samples = await sampleIdentifiers(file);
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'batching') and table_type = 'BASE TABLE'`,
  );
  const holding: string[] = [];
  for (const { name } of rows) {
    const found = await client.query(
      `select 1 from ${name} t where exists (select from unnest($1::text[]) s where strpos(lower(t::text), s) > 0) limit 1`,
      [samples],
    );
    if (found.rows.length > 0) holding.push(name);
  }
  return holding;
}
