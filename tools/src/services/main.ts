import { parseArgs } from 'node:util';
import { startServices } from './start-services.ts';

/**
 * Runs Postgres and Redis until a signal comes:
 * `node tools/dist/services/main.js [--data-dir FOLDER] [--persistent] [--quick]`
 * `--quick` leaves fsync out. Prints one line: `{"ready":true,"postgres":{"url","source"},"redis":{"url","source"},"dataDir"}`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'data-dir': { type: 'string' }, persistent: { type: 'boolean' }, quick: { type: 'boolean' } },
  });
  const wanted = values['data-dir'];
  const starting = startServices({
    ...(wanted === undefined ? {} : { dataDir: wanted }),
    ...(values.persistent === undefined ? {} : { persistent: values.persistent }),
    durable: !values.quick,
    onLost: (message) => console.error(message),
  });
  const end = async (): Promise<void> => {
    await starting.then((services) => services.stop()).catch(() => undefined); // main reports it
    process.exit();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void end());
  process.once('disconnect', () => void end());
  process.channel?.unref();
  const { postgres, redis, dataDir } = await starting;
  console.log(JSON.stringify({ ready: true, postgres, redis, dataDir }));
}

main().catch((error: unknown) => {
  console.log(
    JSON.stringify({ ready: false, error: error instanceof Error ? error.message : String(error) }),
  );
  process.exitCode = 1;
});
