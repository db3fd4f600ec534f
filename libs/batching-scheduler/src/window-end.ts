import { type GroupWindow, NO_WINDOW, type OpenBatch } from './append-plan.ts';
import { type Operation } from './model.ts';

/** An open batch at the end of its window. */
export interface EndingBatch extends OpenBatch {
  /** When its first item came. */
  readonly openedAtMs: number;
  readonly isFull: boolean;
}

/**
 * At the end of a window what is full is sealed, and what has waited a whole flush interval. The rest, resolved with them, begins
 * the next window: so a flood beside a trickle costs the trickle's requests and none for remainders.
 */
export function isSealedAtEnd(
  { openedAtMs, isFull }: Pick<EndingBatch, 'openedAtMs' | 'isFull'>,
  nowMs: number,
  flushIntervalMs: number,
): boolean {
  return isFull || openedAtMs + flushIntervalMs <= nowMs;
}

/** The window that begins with what was not sealed. */
export function windowAfter(
  kept: readonly EndingBatch[],
  nextWindowNo: number,
  newId: () => string,
  flushIntervalMs: number,
): GroupWindow {
  if (kept.length === 0) return { ...NO_WINDOW, nextWindowNo };
  const find = (operation: Operation) => kept.find((batch) => batch.operation === operation) ?? null;
  return {
    nextWindowNo,
    windowId: newId(),
    sealAtMs: Math.min(...kept.map((batch) => batch.openedAtMs)) + flushIntervalMs,
    mixed: kept.length > 1,
    open: { ADD: find('ADD'), REMOVE: find('REMOVE') },
  };
}
