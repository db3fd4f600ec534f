import { type BatchView } from './batch-inspector.port.ts';
import { type Hold, type Operation } from './model.ts';

/** Sealed batches of one operation of a group that are not settled. */
export interface LaneWaiting {
  /** How many, those in flight included. */
  readonly batches: number;
  readonly items: number;
  /** The first that is not in flight: its state, reason and `notBeforeMs` say what it waits for itself. */
  readonly next: BatchView | null;
  /** The unsettled batch of the opposite operation, sealed before `next`, that must be settled first. */
  readonly blockedBy: BatchView | null;
}

/** Why the batches of a group have not left. */
export interface WaitingExplanation {
  readonly groupId: string;
  readonly flowId: string;
  readonly flowHold: Hold | null;
  readonly groupHold: Hold | null;
  /** Nothing of the flow leaves before (epoch ms). */
  readonly flowNotBeforeMs: number | null;
  readonly lanes: Readonly<Record<Operation, LaneWaiting>>;
}

/** What is unsettled in a lane. */
export interface LaneFacts {
  readonly batches: number;
  readonly items: number;
  /** The first of all, in flight or not. */
  readonly first: BatchView | null;
  readonly next: BatchView | null;
}

export const NOTHING_WAITING: LaneFacts = { batches: 0, items: 0, first: null, next: null };

export function explainLanes(facts: Readonly<Record<Operation, LaneFacts>>): WaitingExplanation['lanes'] {
  return { ADD: explainLane(facts.ADD, facts.REMOVE), REMOVE: explainLane(facts.REMOVE, facts.ADD) };
}

function explainLane({ batches, items, next }: LaneFacts, { first }: LaneFacts): LaneWaiting {
  const isBlocked = next !== null && first !== null && (first.windowNo ?? 0) < (next.windowNo ?? 0);
  return { batches, items, next, blockedBy: isBlocked ? first : null };
}
