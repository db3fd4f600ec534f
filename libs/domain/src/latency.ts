/**
 * Times are counted in buckets, four to a doubling, so that counts of any minutes, steps and processes can be added up:
 * bucket n holds what took more than `upper(n - 1)` and at most `upper(n)`, which is 10 ms times 2^(n/4). A percentile
 * read from them is at most a fifth too long, and never too short.
 */
const SMALLEST_MS = 10;
const PER_DOUBLING = 4;
/** More than 40 days: nothing is tried for that long. */
const LAST_BUCKET = 114;

/** Users by bucket. */
export type LatencyCounts = ReadonlyMap<number, number>;

/** The bucket that a time belongs to, in milliseconds. */
export function latencyBucketOf(ms: number): number {
  if (!(ms > SMALLEST_MS)) return 0;
  return Math.min(LAST_BUCKET, Math.ceil(Math.log2(ms / SMALLEST_MS) * PER_DOUBLING - 1e-9));
}

/** The longest time that a bucket holds, in milliseconds. */
export function latencyOf(bucket: number): number {
  return SMALLEST_MS * 2 ** (bucket / PER_DOUBLING);
}

/** The time within which that share of the users was synced, in milliseconds. Null: there were none. */
export function latencyPercentile(counts: LatencyCounts, share: number): number | null {
  const total = [...counts.values()].reduce((sum, users) => sum + users, 0);
  if (total === 0) return null;
  let seen = 0;
  const buckets = [...counts].sort(([a], [b]) => a - b);
  for (const [bucket, users] of buckets) {
    seen += users;
    if (seen >= share * total) return latencyOf(bucket);
  }
  return latencyOf(buckets.at(-1)?.[0] ?? 0);
}
