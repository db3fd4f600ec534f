import { type AppOptions, spawnApp } from '@audience-sync/test-kit';
import { SupervisedApp } from '../process/supervised-app.ts';
import { freePort } from '../services/free-port.ts';

/** One process of the stack. */
export interface StackApp {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** What else it said when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  logs(lines?: number): string;
  stop(): Promise<void>;
  /** SIGKILL by default. Nobody is alarmed; it stays away until `restart`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** With the same settings on the same port. */
  restart(): Promise<void>;
}

export interface StackAppOptions extends Pick<AppOptions, 'name' | 'script' | 'nodeArgs'> {
  /** The environment for that port. */
  readonly env: (port: number) => Readonly<Record<string, string>>;
  /** Taken if it is free. */
  readonly preferredPort?: number | undefined;
  readonly onLine: (name: string, line: string) => void;
  readonly onLost: (message: string) => void;
}

const PORT_TRIES = 3;

/** Starts one process of the stack on a port of its own. */
export async function startApp(options: StackAppOptions): Promise<StackApp> {
  const { name, env, onLost } = options;
  let port = await freePort(options.preferredPort);
  const launch = (): ReturnType<typeof spawnApp> =>
    spawnApp({
      ...options,
      env: { HOST: '127.0.0.1', PORT: String(port), ...env(port) },
      onLine: (line) => options.onLine(name, line),
    });
  for (let attempt = 1; ; attempt++) {
    try {
      return appOf(await SupervisedApp.start(launch, onLost));
    } catch (error) {
      if (attempt === PORT_TRIES || !/EADDRINUSE|in use/.test(String(error))) throw error;
      port = await freePort();
    }
  }
}

function appOf(app: SupervisedApp): StackApp {
  const { name, ready } = app.current;
  return {
    name,
    url: String(ready.url),
    get pid() {
      return app.current.pid;
    },
    get ready() {
      return app.current.ready;
    },
    logs: (lines) => app.current.logs(lines),
    stop: () => app.stop(),
    kill: (signal) => app.kill(signal),
    restart: () => app.restart(),
  };
}
