import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const GUIDE = join(__dirname, '../../../docs/OPERATIONS.md');

/** The cells of every line of a table whose first cell is a name in code. */
function rowsOfNames(): string[][] {
  return readFileSync(GUIDE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')));
}

/** The variables of an app that docs/OPERATIONS.md names, each with its default. */
export function documentedSettings(app: 'gateway' | 'worker'): Readonly<Record<string, string>> {
  const rows = rowsOfNames().filter(([, name = '', of = '']) => /^[A-Z_]+$/.test(name) && of.includes(app));
  return Object.fromEntries(rows.map(([, name = '', , value = '']) => [name, value]));
}

/** The metrics that it names. */
export function documentedMetrics(): readonly string[] {
  return rowsOfNames().flatMap(([, name = '']) => (name.startsWith('audience_sync_') ? [name] : []));
}

/** The value of a setting, as a default is written there. */
export function settingAsWritten(value: unknown): string {
  if (value === undefined) return 'none';
  const text =
    typeof value === 'object'
      ? Object.values(value ?? {}).join(',')
      : `${value as string | number | boolean}`;
  return text === '' ? 'none' : text;
}
