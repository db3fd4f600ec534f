import { execFile } from 'node:child_process';

/**
 * Runs a built program of ours to its end and returns what it printed on its standard output.
 * @param env all that it gets to see, beside the PATH
 * @throws Error with everything it printed when it fails
 */
export function runProgram(
  what: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: { PATH: process.env['PATH'], ...env } };
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const end = error.signal ?? `exit code ${error.code}`;
      reject(new Error(`${what} failed (${end}):\n${stdout}${stderr}`.trimEnd(), { cause: error }));
    });
  });
}
