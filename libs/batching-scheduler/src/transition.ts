import { type AttemptOutcome, type Settlement } from './model.ts';
import { type SchedulerOptions } from './options.ts';

/** What a transition needs to know of the batch it moves. */
export interface BatchFacts {
  readonly items: number;
  /** Items that have something to send. */
  readonly live: number;
  /** Failed attempts so far, deferrals not counted. */
  readonly failures: number;
  /** Epoch ms after which a failure is the last one; null while nothing has failed. */
  readonly deadlineMs: number | null;
}

/** What the store itself can find out about an attempt: nobody came back within the lease. */
export interface LeaseLost {
  readonly kind: 'lost';
  /** False: claimed, yet no sender ever began, so nothing has failed. */
  readonly begun: boolean;
}

export interface HoldOrder {
  readonly scope: 'flow' | 'group';
  readonly reason: string;
}

/** Where an attempt's outcome takes its batch. The store carries it out; see `docs/decisions` for why each rule is so. */
export type Transition =
  | { readonly state: 'SYNCED' }
  | {
      readonly state: 'WAITING';
      readonly failures: number;
      readonly deadlineMs: number;
      readonly notBeforeMs: number;
      readonly reason: string;
      readonly serialize: boolean;
    }
  | {
      readonly state: 'READY';
      readonly failures: number;
      readonly deadlineMs: number | null;
      readonly reason: string | null;
      readonly hold: HoldOrder | null;
      /** The whole flow rests until then (epoch ms). */
      readonly flowRestsUntilMs: number | null;
    }
  | { readonly state: 'ERRORED'; readonly reason: string; readonly hold: HoldOrder | null }
  /** `culpritAlone`: only one item had anything to send, so it is the bad one, and only the others go on. */
  | { readonly state: 'SPLIT'; readonly reason: string; readonly culpritAlone: boolean };

type Limits = Pick<SchedulerOptions, 'retryWindowMs' | 'backoffMinMs' | 'backoffMaxMs'>;

/** The state machine, pure: one outcome of one attempt, at one moment. `random` answers in [0, 1). */
export function decide(
  batch: BatchFacts,
  outcome: AttemptOutcome | LeaseLost,
  nowMs: number,
  random: () => number,
  limits: Limits,
): Transition {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'SYNCED' };
    case 'deferred':
      return { ...untouched(batch), flowRestsUntilMs: outcome.untilMs };
    case 'refused':
      return batch.items > 1
        ? { state: 'SPLIT', reason: outcome.reason, culpritAlone: batch.live === 1 }
        : { state: 'ERRORED', reason: outcome.reason, hold: null };
    case 'retry':
      return retried(failed(batch, nowMs, limits), outcome, nowMs, random, limits);
    case 'hold':
      return held(failed(batch, nowMs, limits), { scope: outcome.scope, reason: outcome.reason }, nowMs);
    case 'lost':
      return outcome.begun ? lost(failed(batch, nowMs, limits), nowMs) : untouched(batch);
  }
}

/** The same, when somebody has resumed the scope since the attempt began: tried again at once, it will say whether that helped. */
export function withoutHold(transition: Transition): Transition {
  return 'hold' in transition ? { ...transition, hold: null } : transition;
}

/** The part of a settlement that the transition alone decides. */
export function summarize(transition: Transition): Pick<Settlement, 'state' | 'notBeforeMs' | 'hold'> {
  const { state } = transition;
  const hold = 'hold' in transition ? transition.hold : null;
  if (state === 'WAITING') return { state, hold, notBeforeMs: transition.notBeforeMs };
  return { state, hold, notBeforeMs: state === 'READY' ? transition.flowRestsUntilMs : null };
}

interface Failed {
  readonly failures: number;
  readonly deadlineMs: number;
}

/** The window opens with the first failure; waiting in a queue is not failing. */
function failed(batch: BatchFacts, nowMs: number, limits: Limits): Failed {
  return { failures: batch.failures + 1, deadlineMs: batch.deadlineMs ?? nowMs + limits.retryWindowMs };
}

function untouched(batch: BatchFacts): Transition & { state: 'READY' } {
  const { failures, deadlineMs } = batch;
  return { state: 'READY', failures, deadlineMs, reason: null, hold: null, flowRestsUntilMs: null };
}

function retried(
  after: Failed,
  outcome: AttemptOutcome & { kind: 'retry' },
  nowMs: number,
  random: () => number,
  limits: Limits,
): Transition {
  if (nowMs >= after.deadlineMs) return { state: 'ERRORED', reason: outcome.reason, hold: null };
  const { notBeforeMs = 0, overAtMs = 0 } = outcome;
  const earliest = Math.max(nowMs + backoffMs(after.failures, random, limits), notBeforeMs);
  return {
    state: 'WAITING',
    ...after,
    // The last attempt is made at the deadline itself, or when the one before is over.
    notBeforeMs: Math.max(Math.min(earliest, after.deadlineMs), overAtMs),
    reason: outcome.reason,
    serialize: outcome.serialize ?? false,
  };
}

function held(after: Failed, hold: HoldOrder, nowMs: number): Transition {
  if (nowMs >= after.deadlineMs) return { state: 'ERRORED', reason: hold.reason, hold };
  return { state: 'READY', ...after, reason: hold.reason, hold, flowRestsUntilMs: null };
}

/** Back at once: the lease was wait enough, and a killed sender says nothing about the other side. */
function lost(after: Failed, nowMs: number): Transition {
  if (nowMs >= after.deadlineMs) return { state: 'ERRORED', reason: 'LEASE_LOST', hold: null };
  return { state: 'READY', ...after, reason: 'LEASE_LOST', hold: null, flowRestsUntilMs: null };
}

/** Full jitter between the least backoff and a ceiling that doubles with each failure. */
function backoffMs(failures: number, random: () => number, limits: Limits): number {
  const ceiling = Math.min(limits.backoffMaxMs, limits.backoffMinMs * 2 ** Math.min(failures, 30));
  return Math.floor(limits.backoffMinMs + random() * Math.max(0, ceiling - limits.backoffMinMs));
}
