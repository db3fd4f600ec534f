import { createDataSource, Database, TokenCipher } from '@audience-sync/persistence';

import { readCliEnv, readTokenKeys } from '../env.ts';
import { parseCommand, USAGE } from './arguments.ts';
import { Commands } from './commands.ts';

/** Runs a command; answers the exit code. What was asked for goes to standard output, everything else beside it. */
export async function runCli(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (command.kind === 'help') {
    process.stderr.write(`${command.problem === null ? '' : `${command.problem}\n\n`}${USAGE}`);
    return command.problem === null ? 0 : 1;
  }
  const dataSource = createDataSource(readCliEnv().DATABASE_URL, { poolSize: 1 });
  try {
    await dataSource.initialize();
    const answer = await new Commands(new Database(dataSource), () => new TokenCipher(readTokenKeys())).run(
      command,
    );
    process.stdout.write(command.json ? `${JSON.stringify(answer)}\n` : readable(answer));
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

function readable(answer: object): string {
  const lines = Object.entries(answer).map(([name, value]: [string, unknown]) => `${name}: ${text(value)}`);
  const once = 'apiKey' in answer ? ['This key is shown once: keep it now.'] : [];
  return `${[...lines, ...once].join('\n')}\n`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
