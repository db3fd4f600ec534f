import { createHash } from 'node:crypto';

import { type RedisClient } from './redis-client.ts';
import { isMissingScript, RedisUnavailable, toRedisFailure } from './redis-failure.ts';

/** One Lua file. */
export interface Script {
  readonly source: string;
  readonly sha1: string;
}

export function toScript(source: string): Script {
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

/** States of an ioredis client in which a command would wait for a connection that may never come. */
const AWAY = new Set(['reconnecting', 'close', 'end']);

/** Runs scripts by hash, and gives up after a while. */
export class ScriptRunner {
  constructor(
    private readonly redis: RedisClient,
    private readonly timeoutMs: number,
  ) {}

  /** Rejects with `RedisUnavailable`, or `RateLimiterError` when Redis answered that something is wrong. */
  async run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.inTime(this.send(script, keys, args), undefined);
  }

  /** Like `run`, without waiting for a client that is cut off; `onLate` gets an answer that came after the end. */
  async runIfConnected(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    onLate: (reply: unknown) => void,
  ): Promise<unknown> {
    const { status } = this.redis;
    if (status !== undefined && AWAY.has(status)) throw new RedisUnavailable(`the Redis client is ${status}`);
    return this.inTime(this.send(script, keys, args), onLate);
  }

  private async send(
    { sha1, source }: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await this.redis.evalsha(sha1, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isMissingScript(error)) throw toRedisFailure(error);
    }
    return this.redis.eval(source, keys.length, ...keys, ...args).catch((error: unknown) => {
      throw toRedisFailure(error);
    });
  }

  private inTime(sent: Promise<unknown>, onLate: ((reply: unknown) => void) | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(new RedisUnavailable(`no answer from Redis within ${this.timeoutMs} ms`));
      }, this.timeoutMs);
      const done = (): void => clearTimeout(timer);
      sent.then(
        (reply) => (done(), late ? onLate?.(reply) : resolve(reply)),
        (error: unknown) => (done(), reject(error as Error)),
      );
    });
  }
}
