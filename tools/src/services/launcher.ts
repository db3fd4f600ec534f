import { rmSync } from 'node:fs';
import { freePort } from './free-port.ts';
import { PortTakenError, type StartedServer } from './server-process.ts';

/** What a launcher process is told, as JSON in its first argument. */
export interface LauncherOrder {
  readonly folder: string;
  /** Without it any free port will do. */
  readonly port?: number;
  readonly durable: boolean;
  /** The folder goes when the parent is gone and cannot remove it any more. */
  readonly temporary: boolean;
}

type Start = (order: LauncherOrder & { readonly port: number }) => Promise<StartedServer>;

const PORT_TRIES = 20;
const SAME_PORT_PAUSE_MS = 250;

/**
 * The life of a launcher process: start one server, say so in one line, stop it on a signal (which is also what
 * the death of the parent comes as), end when it ends.
 */
export async function runLauncher(start: Start): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '{}') as LauncherOrder;
  let parentGone = false;
  process.once('disconnect', () => (parentGone = true));
  process.channel?.unref();
  const starting = startOnSomePort(start, order);
  const end = async (): Promise<void> => {
    await (await starting).stop();
    if (parentGone && order.temporary) rmSync(order.folder, { recursive: true, force: true });
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void end());
  try {
    const { url, source, pid, exited } = await starting;
    process.stdout.write(`${JSON.stringify({ ready: true, url, source, pid })}\n`);
    process.stderr.write(`${await exited}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ ready: false, error: messageOf(error) })}\n`);
  }
  process.exitCode = 1;
}

/** A port can be taken between the look and the use: then the next one, or the same again when it must be that one. */
async function startOnSomePort(start: Start, order: LauncherOrder): Promise<StartedServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start({ ...order, port: order.port ?? (await freePort()) });
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === PORT_TRIES) throw error;
      if (order.port !== undefined) await new Promise((resolve) => setTimeout(resolve, SAME_PORT_PAUSE_MS));
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
