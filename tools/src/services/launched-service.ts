import { extname, join } from 'node:path';
import { type RunningApp, spawnApp } from '@audience-sync/test-kit';
import { SupervisedApp } from '../process/supervised-app.ts';
import { type LauncherOrder } from './launcher.ts';
import { endProcess } from './server-process.ts';

/** A service that is running, ours or not. */
export interface ServiceAddress {
  readonly url: string;
  /** What it is and where it came from, for people. */
  readonly source: string;
}

/** A service that we started, in a launcher process of its own. */
export interface LaunchedService extends ServiceAddress {
  stop(): Promise<void>;
  /** As a crash: SIGKILL to the process that holds the data. It stays away until `restart`. */
  kill(): Promise<void>;
  /** Stops it if it runs, and starts it again on the same port. */
  restart(): Promise<void>;
}

export interface LaunchOptions extends LauncherOrder {
  readonly name: 'postgres' | 'redis';
  /** The service ended although nobody asked it to. */
  readonly onLost: (message: string) => void;
}

/** Starts the service and waits until it can be used. */
export async function launchService({ name, onLost, ...order }: LaunchOptions): Promise<LaunchedService> {
  let port = order.port;
  const launcher = await SupervisedApp.start(
    () => spawnApp({ name, ...launcherOf(name), args: [JSON.stringify({ ...order, port })] }),
    onLost,
  );
  const address = addressOf(launcher.current);
  port = Number(new URL(address.url).port);
  return {
    ...address,
    async stop() {
      await launcher.stop();
      await endServer(launcher.current); // in case the launcher had died before its server
    },
    async kill() {
      const app = launcher.expectEnd();
      await endServer(app);
      await app.exited;
    },
    restart: () => launcher.restart(),
  };
}

function launcherOf(name: string): { script: string; nodeArgs: string[] } {
  const script = join(__dirname, `${name}-launcher${extname(__filename)}`);
  return { script, nodeArgs: ['--disable-warning=ExperimentalWarning'] };
}

function addressOf({ ready }: RunningApp): ServiceAddress {
  return { url: String(ready.url), source: String(ready['source']) };
}

async function endServer({ ready }: RunningApp): Promise<void> {
  await endProcess(Number(ready['pid']), [{ signal: 'SIGKILL', waitMs: 5_000 }]);
}
