import { type Audience } from './audience.ts';

/** Pinterest uses and shows an audience from about this many matched users. */
export const MIN_MATCHED_USERS = 100;
/** How long Pinterest takes until a change shows in the size, in hours. */
export const SIZE_DELAY_HOURS = { least: 24, most: 48 } as const;
/** Where Actalike audiences can be made, in Pinterest's own description of its API. */
export const ACTALIKE_COUNTRIES = ['US', 'CA', 'GB'] as const;
/** From 1 to this many percent of a country's Pinterest users. */
export const MAX_ACTALIKE_PERCENTAGE = 10;

/**
 * - `NOT_AT_PINTEREST`: it does not exist there (yet, or any more);
 * - `COUNTING`: Pinterest has not counted it yet;
 * - `TOO_SMALL`: fewer than about 100 users matched: no ad can use it, no size is shown;
 * - `SHOWN`: its size is what Pinterest says.
 */
export const AUDIENCE_REACH_STATES = ['NOT_AT_PINTEREST', 'COUNTING', 'TOO_SMALL', 'SHOWN'] as const;
export type AudienceReachState = (typeof AUDIENCE_REACH_STATES)[number];

/** What can be said about an audience's size, and when more can. */
export interface AudienceReach {
  readonly state: AudienceReachState;
  /** Between these moments Pinterest is expected to have counted it; null when it is not at Pinterest or counted already. */
  readonly countedFrom: Date | null;
  readonly countedUntil: Date | null;
}

export function reachOf(audience: Pick<Audience, 'status' | 'pinterestStatus' | 'linkedAt'>): AudienceReach {
  const state = stateOf(audience);
  const since = state === 'COUNTING' || state === 'TOO_SMALL' ? audience.linkedAt : null;
  return {
    state,
    countedFrom: since && hoursAfter(since, SIZE_DELAY_HOURS.least),
    countedUntil: since && hoursAfter(since, SIZE_DELAY_HOURS.most),
  };
}

function stateOf({
  status,
  pinterestStatus,
}: Pick<Audience, 'status' | 'pinterestStatus'>): AudienceReachState {
  if (status !== 'READY') return 'NOT_AT_PINTEREST';
  if (pinterestStatus === 'TOO_SMALL') return 'TOO_SMALL';
  return pinterestStatus === 'READY' ? 'SHOWN' : 'COUNTING';
}

const hoursAfter = (moment: Date, hours: number): Date => new Date(moment.getTime() + hours * 3_600_000);
