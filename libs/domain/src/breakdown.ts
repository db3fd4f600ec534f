import { HOLD_REASONS, type HoldReason } from './hold-reasons.ts';
import { type StepCounts, type StepMetrics } from './step-metrics.ts';

/**
 * What pending users wait for:
 * - `WINDOW`: the end of the flush interval in which users are gathered;
 * - `EARLIER_OPPOSITE`: users who came to the audience before with the opposite operation, and are not settled yet;
 * - `QUOTA`: their turn within Pinterest's limits;
 * - `SENDING`: the answer to a request that has left;
 * - `RETRY`: the next try, after one that failed;
 * - `REAUTHORISATION`: somebody who connects Pinterest again;
 * - `PERMISSION`: a role, or accepted terms, in the ad account;
 * - `AD_ACCOUNT_DESELECTED`: somebody who selects the ad account again;
 * - `AUDIENCE_DELETED`: their audience, which is gone at Pinterest, to be there again and chosen here again;
 * - `AUDIENCE_REFUSED`: somebody who looks why Pinterest refuses to make the audience;
 * - `OTHER`: none of these, or an audience that their step used before.
 */
export const PENDING_CAUSES = [
  'WINDOW',
  'EARLIER_OPPOSITE',
  'QUOTA',
  'SENDING',
  'RETRY',
  'REAUTHORISATION',
  'PERMISSION',
  'AD_ACCOUNT_DESELECTED',
  'AUDIENCE_DELETED',
  'AUDIENCE_REFUSED',
  'OTHER',
] as const;
export type PendingCause = (typeof PENDING_CAUSES)[number];

const CAUSES_OF_HOLDS: Readonly<Record<HoldReason, PendingCause>> = {
  [HOLD_REASONS.token]: 'REAUTHORISATION',
  [HOLD_REASONS.disconnected]: 'REAUTHORISATION',
  [HOLD_REASONS.adAccountOff]: 'AD_ACCOUNT_DESELECTED',
  [HOLD_REASONS.permission]: 'PERMISSION',
  [HOLD_REASONS.audienceGone]: 'AUDIENCE_DELETED',
  [HOLD_REASONS.audienceRefused]: 'AUDIENCE_REFUSED',
};

/**
 * What the users of an unsettled batch wait for.
 * @param hold why its connection or audience is held, if it is
 * @param blocked whether an earlier batch of the opposite operation in its audience is unsettled
 */
export function pendingCauseOf(
  state: 'OPEN' | 'READY' | 'IN_FLIGHT' | 'WAITING',
  hold: string | null,
  blocked: boolean,
): PendingCause {
  if (state === 'OPEN') return 'WINDOW';
  if (state === 'IN_FLIGHT') return 'SENDING';
  if (hold !== null) return CAUSES_OF_HOLDS[hold as HoldReason] ?? 'OTHER';
  if (state === 'WAITING') return 'RETRY';
  return blocked ? 'EARLIER_OPPOSITE' : 'QUOTA';
}

/** Users with one reason. */
export interface ReasonCount {
  /** A word of the machine, such as `NO_MATCH_FIELD` or `BAD_RECORDS`; `OTHER` when it was not kept. */
  readonly reason: string;
  readonly users: number;
}

/** Pending users with one cause. */
export interface PendingCount {
  readonly cause: PendingCause;
  readonly users: number;
  /** When the first of them go on; null when that is not known, or is up to a person. */
  readonly until: Date | null;
  /** When the first of them are given up, if nothing changes; null while none of them has failed. */
  readonly givesUpAt: Date | null;
}

/** The reasons behind three of the counters. The users of each list add up to its counter. */
export interface Breakdown {
  readonly notSynced: readonly ReasonCount[];
  readonly pending: readonly PendingCount[];
  readonly errored: readonly ReasonCount[];
}

/** Counters and the reasons behind them, of one moment. */
export interface DetailedMetrics extends StepMetrics {
  readonly breakdown: Breakdown;
}

type Counted = Pick<StepCounts, keyof Breakdown>;

/** What was found, and what is missing to the counters as `OTHER`: a breakdown that adds up whatever was not kept. */
export function completeBreakdown(counts: Counted, found: Breakdown): Breakdown {
  const missing = (name: keyof Breakdown): number => counts[name] - usersIn(found[name]);
  const rest = (name: keyof Breakdown) => (missing(name) > 0 ? [{ users: missing(name) }] : []);
  return {
    notSynced: addReasons([...found.notSynced, ...rest('notSynced').map(otherReason)]),
    pending: addCauses([...found.pending, ...rest('pending').map(otherCause)]),
    errored: addReasons([...found.errored, ...rest('errored').map(otherReason)]),
  };
}

/** Of a canvas, or of an audience that several steps feed. */
export function sumBreakdowns(all: readonly Breakdown[]): Breakdown {
  return {
    notSynced: addReasons(all.flatMap(({ notSynced }) => notSynced)),
    pending: addCauses(all.flatMap(({ pending }) => pending)),
    errored: addReasons(all.flatMap(({ errored }) => errored)),
  };
}

const otherReason = ({ users }: { readonly users: number }): ReasonCount => ({ reason: 'OTHER', users });
const otherCause = ({ users }: { readonly users: number }): PendingCount => ({
  cause: 'OTHER',
  users,
  until: null,
  givesUpAt: null,
});

const usersIn = (list: readonly { readonly users: number }[]): number =>
  list.reduce((sum, { users }) => sum + users, 0);

/** Those alike added up; most users first. */
function addReasons(all: readonly ReasonCount[]): readonly ReasonCount[] {
  const sums = new Map<string, number>();
  for (const { reason, users } of all) sums.set(reason, (sums.get(reason) ?? 0) + users);
  return [...sums].map(([reason, users]) => ({ reason, users })).sort(byUsers);
}

function addCauses(all: readonly PendingCount[]): readonly PendingCount[] {
  const sums = new Map<PendingCause, PendingCount>();
  for (const one of all) {
    const sum = sums.get(one.cause);
    sums.set(
      one.cause,
      sum
        ? {
            cause: one.cause,
            users: sum.users + one.users,
            until: earlier(sum.until, one.until),
            givesUpAt: earlier(sum.givesUpAt, one.givesUpAt),
          }
        : one,
    );
  }
  return [...sums.values()].sort(byUsers);
}

const byUsers = (a: { readonly users: number }, b: { readonly users: number }): number => b.users - a.users;

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}
