import { type ChildProcess } from 'node:child_process';
import { AppLog, followLines } from './app-log.ts';
import { type AppCommand, type AppExit, exitOf, launch } from './app-process.ts';
import { parseReadyLine, type ReadyLine } from './ready-line.ts';

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

export interface AppOptions extends AppCommand {
  /** For messages. */
  readonly name: string;
  readonly readyTimeoutMs?: number;
  /** Called with every line of output. */
  readonly onLine?: (line: string) => void;
}

export interface RunningApp {
  readonly name: string;
  readonly pid: number;
  /** The ready line, with whatever the app put into it. */
  readonly ready: ReadyLine;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<AppExit>;
  /** The last lines of its output. */
  logs(lines?: number): string;
  /** SIGTERM, then SIGKILL when it has not ended in time (default 30 s). Says how it ended. */
  stop(timeoutMs?: number): Promise<AppExit>;
  /** Sends the signal; after SIGKILL (the default) it waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a Node process and waits until it prints `{"ready":true,...}` on its standard output.
 * It ends by itself when we are gone, however we went.
 * @throws Error when it ends or stays silent first; the message holds the end of its output.
 */
export async function spawnApp(options: AppOptions): Promise<RunningApp> {
  const log = new AppLog();
  const child = launch(options);
  const exited = exitOf(child);
  try {
    const ready = await readyOf(child, log, exited, options);
    return running({ name: options.name, child, ready, log, exited });
  } catch (error) {
    child.kill('SIGKILL');
    await exited;
    throw error;
  }
}

function readyOf(
  child: ChildProcess,
  log: AppLog,
  exited: Promise<AppExit>,
  { name, onLine = () => undefined, readyTimeoutMs = READY_TIMEOUT_MS }: AppOptions,
): Promise<ReadyLine> {
  const read = (line: string): void => {
    log.add(line);
    onLine(line);
  };
  followLines(child.stderr, read);
  let timer: NodeJS.Timeout | undefined;
  return new Promise<ReadyLine>((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`${name} ${what}\n${log.tail(40)}`.trimEnd()));
    timer = setTimeout(() => fail(`was not ready after ${readyTimeoutMs} ms`), readyTimeoutMs);
    followLines(child.stdout, (line) => {
      const said = parseReadyLine(line);
      if (said?.ready === false) return fail(`did not start: ${said.error}`);
      read(line);
      if (said) resolve(said);
    });
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    void exited.then((exit) =>
      fail(`ended before it was ready (${exit.signal ?? `exit code ${exit.code}`})`),
    );
  }).finally(() => clearTimeout(timer));
}

interface Parts {
  readonly name: string;
  readonly child: ChildProcess;
  readonly ready: ReadyLine;
  readonly log: AppLog;
  readonly exited: Promise<AppExit>;
}

function running({ name, child, ready, log, exited }: Parts): RunningApp {
  return {
    name,
    pid: child.pid ?? 0,
    ready,
    exited,
    logs: (lines) => log.tail(lines),
    async stop(timeoutMs = STOP_TIMEOUT_MS) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      return exited.finally(() => clearTimeout(timer));
    },
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      if (signal === 'SIGKILL') await exited;
    },
  };
}
