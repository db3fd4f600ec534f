import { type OriginRun } from '../origins.ts';
import { type PackedItems } from '../packed-items.ts';

/** Runs of origins as a chunk keeps them: two lists of one length, or nothing. */
export interface OriginColumns {
  readonly origins: (string | null)[] | null;
  readonly origin_counts: number[] | null;
}

export function columnsOf({ origins }: Pick<PackedItems, 'origins'>): OriginColumns {
  if (!origins) return { origins: null, origin_counts: null };
  return { origins: origins.map(({ origin }) => origin), origin_counts: origins.map(({ count }) => count) };
}

export function runsOf({ origins, origin_counts }: OriginColumns): readonly OriginRun[] | null {
  return origins?.map((origin, run) => ({ origin, count: origin_counts?.[run] ?? 0 })) ?? null;
}
