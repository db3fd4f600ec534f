import { type Change } from './change-log.ts';
import { type Arrivals } from './subscriber-messages.ts';

/** From each change to the first message that shows it, or a later one. */
export interface ScreenTimes {
  readonly ms: readonly number[];
  /** Changes that no message shows. */
  readonly missed: number;
}

/** Counters only grow here, so a message shows a change when it is no less in both. */
export function screenTimes(changes: readonly Change[], arrivals: Arrivals): ScreenTimes {
  const { atMs, entered, settled } = arrivals;
  const ms: number[] = [];
  let at = 0;
  for (const change of changes) {
    while (
      at < atMs.length &&
      !((entered[at] ?? 0) >= change.entered && (settled[at] ?? 0) >= change.settled)
    )
      at += 1;
    const shownAtMs = atMs[at];
    if (shownAtMs !== undefined) ms.push(shownAtMs - change.atMs);
  }
  return { ms, missed: changes.length - ms.length };
}
