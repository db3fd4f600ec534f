import { type Category } from '../options.ts';
import { PeakCounter } from './peak-counter.ts';
import { type LimitReason } from './rate-limits.ts';

/** Why a request was not accepted. */
export type RefusalReason =
  | LimitReason
  | 'writes_to_one_list'
  | 'authentication'
  | 'scope'
  | 'permission'
  | 'terms'
  | 'not_found'
  | 'bad_request'
  | 'fault';

export type RequestTally = {
  /** Every request that reached the server, refused ones included. */
  received: number;
  accepted: number;
  refused: number;
  refusedByReason: Partial<Record<RefusalReason, number>>;
  answered429: number;
  /** Over accepted and refused requests together, in sliding windows. */
  maxRequestsInAnySecond: number;
  maxRequestsInAny60Seconds: number;
  /** Over the requests that the limits let through. */
  maxAdmittedInAnySecond: number;
  maxAdmittedInAny60Seconds: number;
};

class Tally {
  accepted = 0;
  received = 0;
  answered429 = 0;
  readonly refusedByReason: Partial<Record<RefusalReason, number>> = {};
  readonly perSecond = new PeakCounter(1_000);
  readonly perMinute = new PeakCounter(60_000);
  readonly admittedPerSecond = new PeakCounter(1_000);
  readonly admittedPerMinute = new PeakCounter(60_000);

  report(): RequestTally {
    return {
      received: this.received,
      accepted: this.accepted,
      refused: Object.values(this.refusedByReason).reduce((sum, count) => sum + count, 0),
      refusedByReason: { ...this.refusedByReason },
      answered429: this.answered429,
      maxRequestsInAnySecond: this.perSecond.peak,
      maxRequestsInAny60Seconds: this.perMinute.peak,
      maxAdmittedInAnySecond: this.admittedPerSecond.peak,
      maxAdmittedInAny60Seconds: this.admittedPerMinute.peak,
    };
  }
}

/** What every caller sent, by quota category, and what became of it. */
export class RequestLedger {
  readonly #tallies = new Map<string, Map<Category, Tally>>();

  received(callerId: string, category: Category, nowMs: number): void {
    const tally = this.#tally(callerId, category);
    tally.received++;
    tally.perSecond.add(nowMs);
    tally.perMinute.add(nowMs);
  }

  /** The limits let it through; what the operation makes of it comes next. */
  admitted(callerId: string, category: Category, nowMs: number): void {
    const tally = this.#tally(callerId, category);
    tally.admittedPerSecond.add(nowMs);
    tally.admittedPerMinute.add(nowMs);
  }

  accepted(callerId: string, category: Category): void {
    this.#tally(callerId, category).accepted++;
  }

  refused(callerId: string, category: Category, reason: RefusalReason, status: number): void {
    const tally = this.#tally(callerId, category);
    tally.refusedByReason[reason] = (tally.refusedByReason[reason] ?? 0) + 1;
    if (status === 429) tally.answered429++;
  }

  report(callerId: string): Partial<Record<Category, RequestTally>> {
    const tallies = this.#tallies.get(callerId) ?? new Map<Category, Tally>();
    return Object.fromEntries([...tallies].map(([category, tally]) => [category, tally.report()]));
  }

  #tally(callerId: string, category: Category): Tally {
    let tallies = this.#tallies.get(callerId);
    if (!tallies) this.#tallies.set(callerId, (tallies = new Map<Category, Tally>()));
    let tally = tallies.get(category);
    if (!tally) tallies.set(category, (tally = new Tally()));
    return tally;
  }
}
