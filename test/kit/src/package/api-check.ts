import { resolve } from 'node:path';

import { runProgram } from './run-program.ts';

const TOOLS = resolve(__dirname, '../../../../tools');

/** Holds the committed API report against a built package. @throws Error with everything that is wrong */
export function checkApiReport(folder: string, ...args: readonly string[]): void {
  const fromSource = ['-C', '@audience-sync/source', '-r', require.resolve('@swc-node/register')];
  runProgram(folder, process.execPath, ...fromSource, resolve(TOOLS, 'src/api-report/main.ts'), ...args);
}
