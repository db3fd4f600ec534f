import { HOLD_REASONS } from './hold-reasons.ts';

/**
 * What became of an attempt, by the answer:
 * - `ACCEPTED`: Pinterest took the users;
 * - `THROTTLED`: 429, a limit was met;
 * - `TOKEN`: the login is not accepted any more;
 * - `PERMISSION`: the login may not do this;
 * - `GONE`: the list or audience does not exist any more;
 * - `REFUSED`: the content was refused;
 * - `TRANSIENT`: a server error, or no answer at all;
 * - `LOST`: the sender was gone before it could say.
 */
export const ANSWER_CLASSES = [
  'ACCEPTED',
  'THROTTLED',
  'TOKEN',
  'PERMISSION',
  'GONE',
  'REFUSED',
  'TRANSIENT',
  'LOST',
] as const;
export type AnswerClass = (typeof ANSWER_CLASSES)[number];

/** An attempt as the scheduler tells of it. */
export interface AttemptAnswer {
  readonly outcome: 'accepted' | 'retry' | 'hold' | 'refused' | 'lost';
  readonly reason: string | null;
  /** Of HTTP. */
  readonly status: number | null;
}

const BY_REASON: Readonly<Record<string, AnswerClass>> = {
  [HOLD_REASONS.token]: 'TOKEN',
  [HOLD_REASONS.disconnected]: 'TOKEN',
  TOKEN_RENEWAL_FAILED: 'TOKEN',
  TOKEN_REFUSED_AGAIN: 'TOKEN',
  [HOLD_REASONS.permission]: 'PERMISSION',
  [HOLD_REASONS.audienceGone]: 'GONE',
  [HOLD_REASONS.audienceRefused]: 'REFUSED',
  THROTTLED: 'THROTTLED',
  SPAM: 'THROTTLED',
};

export function answerClassOf({ outcome, reason, status }: AttemptAnswer): AnswerClass {
  if (outcome === 'accepted') return 'ACCEPTED';
  if (outcome === 'lost') return 'LOST';
  if (outcome === 'refused') return 'REFUSED';
  return BY_REASON[reason ?? ''] ?? (status === 429 ? 'THROTTLED' : 'TRANSIENT');
}
