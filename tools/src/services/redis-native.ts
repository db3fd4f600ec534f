import { spawn } from 'node:child_process';
import { AppLog, followLines } from '@audience-sync/test-kit';
import { forgetRedis, rememberRedis } from './orphans.ts';
import { type RedisBinary } from './redis-binary.ts';
import { redisInfo } from './redis-info.ts';
import { endOf, endProcess, PortTakenError, type StartedServer } from './server-process.ts';

/** No persistence, like its WebAssembly twin: Redis only wakes things up, so a restart is an empty server here too. */
const SETTINGS = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'];

/**
 * Starts an installed Redis or Valkey on that port.
 * @throws PortTakenError; Error with the last words of the server otherwise.
 */
export async function startNativeRedis(
  binary: RedisBinary,
  folder: string,
  port: number,
): Promise<StartedServer> {
  const log = new AppLog();
  const child = spawn(binary.path, ['--port', String(port), '--dir', folder, ...SETTINGS], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = endOf(child, () => log.tail(20));
  followLines(child.stderr, (line) => log.add(line));
  await new Promise<void>((resolve, reject) => {
    followLines(child.stdout, (line) => {
      log.add(line);
      if (/ready to accept connections/i.test(line)) resolve();
    });
    void exited.then((words) =>
      reject(
        /address already in use/i.test(words)
          ? new PortTakenError(words)
          : new Error(`Redis ended: ${words}`),
      ),
    );
  });
  const pid = child.pid ?? 0;
  const answering = Number((await redisInfo(port)).get('process_id'));
  if (answering !== pid) throw new PortTakenError(`process ${answering} answers on port ${port}`);
  rememberRedis(folder, pid, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    source: `${binary.name} (PATH)`,
    pid,
    exited,
    async stop() {
      await endProcess(pid, [
        { signal: 'SIGTERM', waitMs: 5_000 },
        { signal: 'SIGKILL', waitMs: 3_000 },
      ]);
      forgetRedis(folder);
    },
  };
}
