/**
 * The part of an ioredis client (single, Sentinel or Cluster) that the limiter uses. Its connection stays yours: the
 * limiter neither opens nor closes it.
 */
export interface RedisClient {
  /** Runs a script by its hash. */
  evalsha(sha1: string, numberOfKeys: number, ...keysAndArgs: (string | number)[]): Promise<unknown>;
  /** Runs a script by its text, when Redis does not know the hash (any more). */
  eval(script: string, numberOfKeys: number, ...keysAndArgs: (string | number)[]): Promise<unknown>;
  /** True for an ioredis `Cluster`. Default false. */
  readonly isCluster?: boolean;
  /** Of the connection, as ioredis names it; a client that is cut off is not waited for. Default: connected. */
  readonly status?: string;
}
