import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly import?: { readonly types: string } }>>;
  readonly nx: { readonly name: string };
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Where the report of what is built now is committed. */
export const reportFile = (folder: string, { nx }: Manifest): string =>
  join(folder, 'etc', `${nx.name}.api.md`);

/** Where the contract of the last version that was frozen is committed. */
export const frozenFile = (folder: string, { nx }: Manifest): string =>
  join(folder, 'etc', `${nx.name}.frozen.json`);

/** The text of a file; empty when there is none. */
export const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
