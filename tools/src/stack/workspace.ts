import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Services } from '../services/start-services.ts';
import { BUILT_PROGRAMS, type Programs } from './programs.ts';
import { runProgram } from './run-program.ts';

/**
 * Makes a workspace with the gateway's command line, as an operator would.
 * @returns its first API key
 */
export async function createWorkspace(
  { postgres }: Pick<Services, 'postgres'>,
  name: string,
  { cli }: Pick<Programs, 'cli'> = BUILT_PROGRAMS,
): Promise<string> {
  const command = [cli, 'workspace', 'create', '--name', name, '--json'];
  const printed = await runProgram('the making of a workspace', command, { DATABASE_URL: postgres.url });
  return (JSON.parse(printed) as { apiKey: string }).apiKey;
}

/** The key of the workspace that belongs to data which is kept here; made at the first start. */
export async function keptWorkspace(services: Services, name: string): Promise<string> {
  const file = join(services.dataDir, 'api-key');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const apiKey = await createWorkspace(services, name);
  writeFileSync(file, apiKey, { mode: 0o600 });
  return apiKey;
}
