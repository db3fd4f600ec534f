import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface RedisBinary {
  readonly path: string;
  /** Such as "redis-server 7.0.15". */
  readonly name: string;
}

const NAMES = ['redis-server', 'valkey-server'];
const OLDEST_MAJOR = 6;

/** The first Redis or Valkey on the PATH that is new enough. */
export function redisOnPath(path = process.env['PATH'] ?? ''): RedisBinary | undefined {
  for (const name of NAMES) {
    for (const folder of path.split(delimiter)) {
      const version = folder === '' ? undefined : versionOf(join(folder, name));
      if (version && Number.parseInt(version, 10) >= OLDEST_MAJOR) {
        return { path: join(folder, name), name: `${name} ${version}` };
      }
    }
  }
  return undefined;
}

function versionOf(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return /v=(\d+\.\d+\.\d+)/.exec(execFileSync(file, ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}
