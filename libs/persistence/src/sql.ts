import { type FindOperator, Raw } from 'typeorm';

/**
 * `($1,$2),($3,$4)` for rows of that many columns, and the values to go with it. For rows that hold arrays, which
 * unnest would flatten; the others go through unnest, whose text does not depend on how many there are.
 */
export function valuesList(rows: readonly (readonly unknown[])[]): {
  readonly text: string;
  readonly values: unknown[];
} {
  let next = 1;
  const text = rows.map((row) => `(${row.map(() => `$${next++}`).join(',')})`).join(',');
  return { text, values: rows.flat(1) };
}

/** Puts what is special in LIKE behind a backslash. */
export const escapeLike = (text: string) => text.replace(/[\\%_]/g, (char) => `\\${char}`);

/** A text that holds another one, in any case of any language, also on a server whose locale knows ASCII only. */
export function contains(text: string): FindOperator<string> {
  const pattern = `%${escapeLike(text.normalize('NFC'))}%`;
  const sql = (column: string) => `${column} COLLATE "und-x-icu" ILIKE :pattern`;
  return Raw(sql, { pattern }) as FindOperator<string>;
}

/** SQL for what names are sorted, searched and compared by, whatever the locale of the server. */
export const searchKey = (sql: string) => `lower(normalize(${sql}) COLLATE "und-x-icu")`;
