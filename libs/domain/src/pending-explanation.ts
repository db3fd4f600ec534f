import { type PendingCause, type PendingCount } from './breakdown.ts';

const WAITING_FOR: Readonly<Record<PendingCause, string>> = {
  WINDOW: 'being gathered with others until their window ends',
  EARLIER_OPPOSITE:
    'ready, and waiting until earlier users of the opposite operation in the same audience are settled',
  QUOTA: "ready, and waiting for their turn within Pinterest's limits",
  SENDING: 'on their way: Pinterest has not answered yet',
  RETRY: 'waiting for another try, because the last one failed',
  REAUTHORISATION: 'parked until somebody connects Pinterest again',
  PERMISSION: "parked until the ad account grants a sufficient role and Pinterest's terms are accepted",
  AD_ACCOUNT_DESELECTED: 'parked until their ad account is selected again',
  AUDIENCE_DELETED:
    'parked until their audience, which was deleted at Pinterest, is made there anew and chosen here again (another audience of the step takes later users only)',
  AUDIENCE_REFUSED: 'parked, because Pinterest refuses to make their audience',
  OTHER:
    'waiting in an audience that the step used before (if it was deleted at Pinterest, it must be made there anew and chosen here again), or for a reason that was not kept',
};

/** What pending users wait for and until when, a sentence a cause. Null: nobody is pending. */
export function explainPending(pending: readonly PendingCount[]): string | null {
  if (pending.length === 0) return null;
  return pending.map(sentenceOf).join(' ');
}

function sentenceOf({ cause, users, until, givesUpAt }: PendingCount): string {
  const [who, first] = users === 1 ? ['1 user is', 'they'] : [`${users} users are`, 'the first'];
  const goesOn = until === null ? '' : `; ${first} go on at ${until.toISOString()}`;
  const ends = givesUpAt === null ? '' : `; ${first} are given up at ${givesUpAt.toISOString()}`;
  return `${who} ${WAITING_FOR[cause]}${goesOn}${ends}.`;
}
