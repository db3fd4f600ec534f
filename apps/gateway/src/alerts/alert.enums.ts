import {
  ALERT_CHANNEL_KINDS,
  ALERT_KINDS,
  ALERT_SUBJECTS,
  type AlertChannelKind,
  type AlertKind,
  type AlertSubject,
} from '@audience-sync/domain';

import { enumOf } from '../graphql/enums.ts';

export const AlertKindEnum = enumOf<AlertKind>(ALERT_KINDS, {
  name: 'AlertKind',
  description: 'What is wrong.',
  values: {
    CONNECTION_LOST: 'Pinterest refuses a login: somebody must connect again.',
    CONNECTION_EXPIRING: 'A login ends within two weeks.',
    AUDIENCE_DELETED:
      'An audience that an active canvas uses, or that users still wait for, is gone at Pinterest.',
    TERMS_MISSING: "A selected ad account has not accepted Pinterest's terms.",
    ROLE_MISSING: 'The login may not manage audiences of a selected ad account.',
    ERRORED_USERS: 'A step has given up more users within a day than the settings allow.',
    BACKLOG_OLD: 'Users of an audience wait longer than the settings allow.',
    THROTTLED: 'Pinterest has answered 429 within a quarter of an hour.',
  },
});

export const AlertSubjectEnum = enumOf<AlertSubject>(ALERT_SUBJECTS, {
  name: 'AlertSubject',
  description: 'What kind of thing an alert is about.',
  values: {
    CONNECTION: 'A Pinterest connection.',
    AD_ACCOUNT: 'An ad account.',
    AUDIENCE: 'An audience.',
    STEP: 'A step.',
  },
});

export const AlertChannelKindEnum = enumOf<AlertChannelKind>(ALERT_CHANNEL_KINDS, {
  name: 'AlertChannelKind',
  description: 'How alerts are told.',
  values: { WEBHOOK: 'By a signed call (Standard Webhooks).', EMAIL: 'By e-mail.' },
});
