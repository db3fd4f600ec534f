import { ANSWER_CLASSES, PENDING_CAUSES, type AnswerClass, type PendingCause } from '@audience-sync/domain';
import { type SeriesInterval } from '@audience-sync/persistence';

import { enumOf } from '../graphql/enums.ts';

export const PendingCauseEnum = enumOf<PendingCause>(PENDING_CAUSES, {
  name: 'PendingCause',
  description: 'What pending users wait for.',
  values: {
    WINDOW: 'The end of the flush interval, in which users are gathered.',
    EARLIER_OPPOSITE:
      'Users who came to the audience before with the opposite operation, and are not settled yet: overtaking them could undo what comes later.',
    QUOTA: "Their turn within Pinterest's limits.",
    SENDING: 'The answer to a request that has left.',
    RETRY: 'The next try, after one that failed.',
    REAUTHORISATION: 'Somebody who connects Pinterest again.',
    PERMISSION: 'A sufficient role, or accepted terms, in the ad account.',
    AD_ACCOUNT_DESELECTED: 'Somebody who selects the ad account again.',
    AUDIENCE_DELETED:
      'Their audience, which was deleted at Pinterest: it must be made there anew of the same customer list and chosen here again. Another audience of the step takes later users only.',
    AUDIENCE_REFUSED: 'Somebody who looks why Pinterest refuses to make the audience.',
    OTHER: 'None of these, or an audience that the step used before.',
  },
});

export const AnswerClassEnum = enumOf<AnswerClass>(ANSWER_CLASSES, {
  name: 'AnswerClass',
  description: 'What Pinterest answered to an attempt.',
  values: {
    ACCEPTED: 'It took the users.',
    THROTTLED: 'A limit was met (429).',
    TOKEN: 'The login is not accepted any more.',
    PERMISSION: 'The login may not do this.',
    GONE: 'The list or the audience does not exist any more.',
    REFUSED: 'The content was refused.',
    TRANSIENT: 'A server error, or no answer at all.',
    LOST: 'Our sender was gone before it could say.',
  },
});

const INTERVALS = ['MINUTE', 'HOUR', 'DAY'] as const satisfies readonly SeriesInterval[];

export const SeriesIntervalEnum = enumOf<SeriesInterval>(INTERVALS, {
  name: 'SeriesInterval',
  description: 'How a stretch of time is cut.',
  values: {
    MINUTE: 'By minute.',
    HOUR: 'By hour.',
    DAY: 'By day of the time zone: 23 or 25 hours long when clocks are set.',
  },
});
