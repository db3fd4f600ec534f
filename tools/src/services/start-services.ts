import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { persistentFolder, temporaryFolder } from './data-folder.ts';
import {
  type LaunchedService,
  launchService,
  type LaunchOptions,
  type ServiceAddress,
} from './launched-service.ts';

export interface ServicesOptions {
  /** Keep the data here, for the next start. Default: a temporary folder that goes at the end. */
  readonly dataDir?: string;
  /** Keep the data, in `.data/` of the repository when no `dataDir` is given. */
  readonly persistent?: boolean;
  /** What is committed outlives a crash of the machine (fsync). Default true; tests do without, and are quicker. */
  readonly durable?: boolean;
  /** Where DATABASE_URL and REDIS_URL are looked for; a service that has its URL there is not started. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A service that we started ended although nobody asked it to. */
  readonly onLost?: (message: string) => void;
}

export interface Services {
  readonly postgres: ServiceAddress;
  readonly redis: ServiceAddress;
  /** Where the data of what was started here lies. */
  readonly dataDir: string;
  /** Stops what was started here, and nothing else. */
  stop(): Promise<void>;
  /** As a crash. Like the other three it refuses to touch a server that was not started here. */
  killPostgres(): Promise<void>;
  /** On the same port with the same data. */
  restartPostgres(): Promise<void>;
  killRedis(): Promise<void>;
  /** On the same port, and empty. */
  restartRedis(): Promise<void>;
}

const REPOSITORY_DATA = join(__dirname, '../../../.data');
const SERVICES = [
  { name: 'postgres', variable: 'DATABASE_URL' },
  { name: 'redis', variable: 'REDIS_URL' },
] as const;

/**
 * Starts Postgres and Redis, each in a process of its own on a free port of the loopback interface,
 * unless the environment names them.
 * @throws Error with the last words of what did not start; nothing is left running then.
 */
export async function startServices(options: ServicesOptions = {}): Promise<Services> {
  const { env = process.env, onLost = () => undefined } = options;
  const persistent = options.persistent ?? options.dataDir !== undefined;
  const folder = persistent ? persistentFolder(options.dataDir ?? REPOSITORY_DATA) : await temporaryFolder();
  const order = { folder, durable: options.durable ?? true, temporary: !persistent, onLost };
  const results = await Promise.allSettled(
    SERVICES.map(({ name, variable }) => serviceOf({ name, ...order }, variable, env[variable])),
  );
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((service) => service.stop()));
    if (!persistent) rmSync(folder, { recursive: true, force: true });
  };
  const [postgres, redis] = started;
  if (!postgres || !redis) {
    await stop();
    throw failureOf(results);
  }
  return {
    postgres: addressOf(postgres),
    redis: addressOf(redis),
    dataDir: folder,
    stop,
    killPostgres: () => postgres.kill(),
    restartPostgres: () => postgres.restart(),
    killRedis: () => redis.kill(),
    restartRedis: () => redis.restart(),
  };
}

async function serviceOf(launch: LaunchOptions, variable: string, url?: string): Promise<LaunchedService> {
  if (!url) return launchService(launch);
  const refuse = (): Promise<never> =>
    Promise.reject(new Error(`the server of ${variable} was not started here`));
  return {
    url,
    source: `environment (${variable})`,
    stop: () => Promise.resolve(),
    kill: refuse,
    restart: refuse,
  };
}

function addressOf({ url, source }: ServiceAddress): ServiceAddress {
  return { url, source };
}

function failureOf(results: readonly PromiseSettledResult<unknown>[]): Error {
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  return new Error(reasons.map((reason) => reason.message).join('\n'), { cause: reasons[0] });
}
