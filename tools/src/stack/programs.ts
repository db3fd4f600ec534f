import { existsSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(__dirname, '../../..');

/** The built files that make up the product; a test may put others in their place. */
export interface Programs {
  readonly migrate: string;
  readonly sandbox: string;
  readonly gateway: string;
  /** The gateway's command line. */
  readonly cli: string;
  readonly worker: string;
}

/** Those of a built checkout. */
export function programsIn(repository: string): Programs {
  return {
    migrate: join(repository, 'libs/persistence/dist/migrate.js'),
    sandbox: join(repository, 'apps/pinterest-sandbox/dist/main.js'),
    gateway: join(repository, 'apps/gateway/dist/main.js'),
    cli: join(repository, 'apps/gateway/dist/cli.js'),
    worker: join(repository, 'apps/worker/dist/main.js'),
  };
}

export const BUILT_PROGRAMS = programsIn(REPOSITORY);

/** @throws Error that names everything that is not there */
export function requirePrograms(programs: Programs): void {
  const missing = Object.values(programs).filter((file: string) => !existsSync(file));
  if (missing.length > 0) throw new Error(`not built yet (npm run build):\n  ${missing.join('\n  ')}`);
}
