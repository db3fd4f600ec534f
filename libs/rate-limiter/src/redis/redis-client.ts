/**
 * The part of an ioredis client (single, Sentinel or Cluster) that the limiter uses. Its connection stays yours: the
 * limiter neither opens nor closes it.
 */
export interface RedisClient {
  evalsha(sha1: string, numberOfKeys: number, ...keysAndArgs: (string | number)[]): Promise<unknown>;
  eval(script: string, numberOfKeys: number, ...keysAndArgs: (string | number)[]): Promise<unknown>;
  readonly isCluster?: boolean;
  readonly status?: string;
}
