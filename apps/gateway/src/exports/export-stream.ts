import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { stringify } from 'csv-stringify';
import { type Response } from 'express';

export type ExportFormat = 'csv' | 'ndjson';

/** A row: what stands in the columns, in their order. */
export type ExportRow = Readonly<Record<string, string | number | boolean | null>>;

/** A list that is sent as it is read. */
export interface Export {
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<ExportRow> | Iterable<ExportRow>;
}

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
};

/**
 * Sends rows as fast as the client takes them, in constant memory. When reading fails in between, the connection is cut,
 * so that nobody takes a part for the whole. Cells that a spreadsheet would take for a formula are made text.
 */
export async function sendExport(
  response: Response,
  format: ExportFormat,
  { fileName, columns, rows }: Export,
): Promise<void> {
  response.attachment(`${fileName}.${format}`);
  // After the name, which sets a type of its own.
  response.type(TYPES[format]);
  const lines =
    format === 'csv'
      ? stringify({
          header: true,
          columns: [...columns],
          escape_formulas: true,
          cast: { boolean: (value) => (value ? 'true' : 'false') },
        })
      : asLines;
  await pipeline(Readable.from(rows), lines, response).catch((error: unknown) => {
    if (!response.headersSent) throw error;
    response.destroy();
  });
}

async function* asLines(rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
