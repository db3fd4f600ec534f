import { parseArgs } from 'node:util';

export interface DemoArguments {
  readonly users: number;
  readonly file: string | undefined;
  readonly report: string | undefined;
  readonly workers: number;
}

export const USAGE = `npm run demo -- [--users N] [--file F] [--report FILE] [--workers N]

  --users N      how many users to make up (default 50,000)
  --file F       send the users of this NDJSON file instead
  --report FILE  write the result as JSON
  --workers N    worker processes (default 2)`;

/** @throws Error that names the argument. */
export function parseDemoArguments(argv: readonly string[]): DemoArguments {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: { users: text, file: text, report: text, workers: text },
  });
  return {
    users: positive('--users', values.users ?? '50000'),
    file: values.file,
    report: values.report,
    workers: positive('--workers', values.workers ?? '2'),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`${name} must be a positive whole number, not '${text}'`);
  return value;
}
