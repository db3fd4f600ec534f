const DAY_MS = 86_400_000;

/** `{` and `}` would move the hash tag. */
const escape = (key: string): string => key.replace(/[%{}]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);

/** Names of the Redis keys. All keys of one limiter key share a hash tag, so one script may touch them in a Cluster. */
export class KeyNames {
  constructor(
    private readonly prefix: string,
    private readonly isCluster: boolean,
  ) {}

  /** In a Cluster each key needs its own mark, which must not stay for ever. */
  get emptySinceLifeMs(): number {
    return this.isCluster ? DAY_MS : 0;
  }

  state(key: string): string {
    return `${this.prefix}{${escape(key)}}`;
  }

  window(key: string, windowId: string): string {
    return `${this.state(key)}:${windowId}`;
  }

  /** Tells a Redis that lost its data from a key that is new. */
  emptySince(key: string): string {
    return this.isCluster ? `${this.state(key)}:empty-since` : `${this.prefix}empty-since`;
  }
}
