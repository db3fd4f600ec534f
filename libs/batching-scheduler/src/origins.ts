/** Characters of an origin, at most. */
export const MAX_ORIGIN_LENGTH = 256;

/** Neighbouring items that came together. */
export interface OriginRun {
  /** What brought them, as the caller names it (the id of a request, for instance); null: nobody said. */
  readonly origin: string | null;
  /** How many items. */
  readonly count: number;
}

/** What has runs of origins, which is optional. */
interface WithOrigins {
  readonly count: number;
  readonly origins?: readonly OriginRun[] | null;
}

/** The runs of items `start` up to, not including, `end`. */
export function sliceOrigins({ origins }: WithOrigins, start: number, end: number): OriginRun[] | null {
  if (!origins) return null;
  const runs: OriginRun[] = [];
  let first = 0;
  for (const { origin, count } of origins) {
    const kept = Math.min(end, first + count) - Math.max(start, first);
    if (kept > 0) runs.push({ origin, count: kept });
    first += count;
  }
  return runs;
}

/** The runs of all parts, in order; neighbours of one origin become one run. Null: no part says anything. */
export function concatOrigins(parts: readonly WithOrigins[]): OriginRun[] | null {
  if (!parts.some(({ origins }) => origins)) return null;
  const runs: OriginRun[] = [];
  for (const { count, origins } of parts)
    for (const run of origins ?? [{ origin: null, count }]) {
      const last = runs.at(-1);
      if (last?.origin === run.origin) runs[runs.length - 1] = { ...last, count: last.count + run.count };
      else if (run.count > 0) runs.push(run);
    }
  return runs;
}

/** What brought one item. Null: nobody said. */
export function originAt({ origins }: WithOrigins, index: number): string | null {
  let end = 0;
  return origins?.find(({ count }) => index < (end += count))?.origin ?? null;
}

/** What brought the items, each named once. */
export function originsOf({ origins }: WithOrigins): readonly string[] {
  const named = (origins ?? []).flatMap(({ origin }) => (origin === null ? [] : [origin]));
  return [...new Set(named)];
}
