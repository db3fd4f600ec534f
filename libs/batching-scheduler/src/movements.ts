import { type LedgerMovement } from './model.ts';

/** How many items of each source. */
export type SourceCounts = ReadonlyMap<string, number>;

/** Counts items by source. */
export function countBySource(
  parts: Iterable<{ readonly sourceId: string; readonly count: number }>,
): SourceCounts {
  const counts = new Map<string, number>();
  for (const { sourceId, count } of parts) counts.set(sourceId, (counts.get(sourceId) ?? 0) + count);
  return counts;
}

/** One movement a source. */
export function moveAll(
  counts: SourceCounts,
  from: LedgerMovement['from'],
  to: LedgerMovement['to'],
  reason?: string,
): readonly LedgerMovement[] {
  return [...counts].map(([sourceId, count]) => ({
    sourceId,
    from,
    to,
    count,
    ...(reason === undefined ? {} : { reason }),
  }));
}

/** The same movements, those alike added up. */
export function addUp(movements: readonly LedgerMovement[]): readonly LedgerMovement[] {
  const sums = new Map<string, LedgerMovement>();
  for (const movement of movements) {
    const alike = JSON.stringify([movement.sourceId, movement.from, movement.to, movement.reason]);
    sums.set(alike, { ...movement, count: movement.count + (sums.get(alike)?.count ?? 0) });
  }
  return [...sums.values()];
}
