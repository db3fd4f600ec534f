import { type AppLogger } from '@audience-sync/platform';
import { Redis, type RedisOptions } from 'ioredis';
import { withinLimit } from './time-limit.ts';

export interface RedisSettings {
  readonly url: string;
  /** Before every key and channel; ends with a colon by custom. */
  readonly prefix: string;
}

/** What a connection is for. A blocking one waits for jobs; a subscriber listens to channels and does nothing else. */
export type RedisPurpose = 'commands' | 'blocking' | 'subscriber';

const MAX_RECONNECT_DELAY_MS = 1_000;
const QUIT_LIMIT_MS = 500;

/**
 * Every connection to Redis of this process. Each has an error handler, tries again for ever, and says in the log
 * once that it was lost and once that it is back.
 */
export class RedisConnections {
  private readonly open: Redis[] = [];
  private shared: Redis | null = null;

  constructor(
    readonly settings: RedisSettings,
    private readonly logger: AppLogger,
  ) {}

  /** For ordinary commands, shared by everybody. */
  get commands(): Redis {
    return (this.shared ??= this.create('commands'));
  }

  get isReady(): boolean {
    return this.commands.status === 'ready';
  }

  /** A connection of one's own. */
  create(purpose: RedisPurpose): Redis {
    const redis = new Redis(this.settings.url, optionsFor(purpose));
    this.open.push(redis);
    this.watch(redis, purpose);
    return redis;
  }

  /** Rejects when Redis does not answer, or is not connected at this moment. */
  async ping(): Promise<void> {
    if (!this.isReady) throw new Error('Redis is not connected');
    await this.commands.ping();
  }

  /** Ends all of them in good order, where that is still possible. */
  async close(): Promise<void> {
    await Promise.all(this.open.splice(0).map(quit));
  }

  private watch(redis: Redis, purpose: RedisPurpose): void {
    let lost = false;
    redis.on('error', (err: Error) => {
      if (!lost) this.logger.warn('a connection to Redis was lost', { purpose, err });
      lost = true;
    });
    redis.on('ready', () => {
      if (lost) this.logger.log('a connection to Redis is back', { purpose });
      lost = false;
    });
  }
}

/** Commands wait for Redis as long as it takes: whoever cannot wait sets a limit of his own. */
function optionsFor(purpose: RedisPurpose): RedisOptions {
  return {
    connectionName: `audience-sync-${purpose}`,
    maxRetriesPerRequest: null,
    // Bull insists on that for connections that block or subscribe.
    enableReadyCheck: purpose === 'commands',
    // Done by hand, so that we know when it is done.
    autoResubscribe: purpose !== 'subscriber',
    retryStrategy: (times) => Math.min(times * 100, MAX_RECONNECT_DELAY_MS),
  };
}

async function quit(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await withinLimit(redis.quit(), QUIT_LIMIT_MS).catch(() => undefined);
  redis.disconnect();
}
