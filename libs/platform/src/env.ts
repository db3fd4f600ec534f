import { type z } from 'zod';

/** What is wrong with the configuration: every mistake, one a line. Never holds a value, which may be a secret. */
export class EnvError extends Error {
  override readonly name = 'EnvError';

  constructor(readonly mistakes: readonly string[]) {
    super(
      `The configuration has ${mistakes.length} mistake(s):\n${mistakes.map((one) => `  ${one}`).join('\n')}`,
    );
  }
}

/** Reads settings out of `source`. A variable that is empty counts as not set. Throws an {@link EnvError}. */
export function readEnv<T extends z.ZodType>(schema: T, source: NodeJS.ProcessEnv): z.output<T> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new EnvError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/**
 * The environment of this process, parsed once at boot. When anything is wrong, says all of it on standard error
 * and ends the process with code 1.
 */
export function parseEnv<T extends z.ZodType>(schema: T): z.output<T> {
  try {
    return readEnv(schema, process.env);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
