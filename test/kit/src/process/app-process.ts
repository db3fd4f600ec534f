import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const STOP_WITH_PARENT = join(__dirname, '../../stop-with-parent.cjs');
const FROM_SOURCE = ['-C', '@audience-sync/source', '-r', '@swc-node/register'];
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'USER', 'NODE_EXTRA_CA_CERTS'];

export interface AppCommand {
  /** Absolute path of the file to run: built JavaScript, or TypeScript source. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  /** The whole environment of the app; of ours it gets only what a process needs to run at all (PATH, HOME, ...). */
  readonly env?: Readonly<Record<string, string>>;
}

export interface AppExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts it in a process group of its own, so that Ctrl-C reaches only us, and tied to our life by a channel. */
export function launch({ script, args = [], nodeArgs = [], env = {} }: AppCommand): ChildProcess {
  const loader = script.endsWith('.ts') ? FROM_SOURCE : [];
  return spawn(process.execPath, ['-r', STOP_WITH_PARENT, ...loader, ...nodeArgs, script, ...args], {
    cwd: projectFolder(script),
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
}

/** Resolves when the process has ended and all of its output was read; never rejects. */
export function exitOf(child: ChildProcess): Promise<AppExit> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
}

/** The source loader reads the tsconfig.json of the working folder. */
function projectFolder(script: string): string {
  let folder = dirname(script);
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function inherited(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
