import { isLive, type PackedItems } from './packed-items.ts';

/** Which child an item of a refused batch goes to. */
export type Half = (item: number) => 0 | 1;

/**
 * Halves what there is to send, so that a bad item among n stands alone after log2 n refusals. Items with nothing to
 * send ride with the neighbour before them; a single live item is parted from all others.
 */
export function halve(items: PackedItems): Half {
  const live: number[] = [];
  for (let i = 0; i < items.count; i++) if (isLive(items, i)) live.push(i);
  const [only] = live;
  if (live.length === 1) return (item) => (item === only ? 0 : 1);
  const second = live[Math.ceil(live.length / 2)] ?? items.count;
  return (item) => (item < second ? 0 : 1);
}
