import { spawnSync } from 'node:child_process';

/**
 * Runs a program to its end; answers what it printed.
 * @throws Error with everything it printed when it fails
 */
export function runProgram(cwd: string, command: string, ...args: readonly string[]): string {
  // What runs these tests may ask its children for colours, which would colour what is compared.
  const env = { ...process.env, FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  return stdout;
}
