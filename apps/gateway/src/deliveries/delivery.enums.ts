import { type AttemptRecord, type BatchState } from '@audience-sync/batching-scheduler';

import { enumOf } from '../graphql/enums.ts';
import { WAITING_REASONS, type WaitingReason } from './waiting-reason.ts';

export const BatchStateEnum = enumOf<BatchState>(
  ['OPEN', 'READY', 'IN_FLIGHT', 'WAITING', 'SYNCED', 'ERRORED', 'SPLIT'],
  {
    name: 'DeliveryBatchState',
    description: 'Where a batch is on its way to Pinterest.',
    values: {
      OPEN: 'It still collects users.',
      READY: 'It may leave as soon as its turn comes.',
      IN_FLIGHT: 'A worker is sending it.',
      WAITING: 'It failed and waits for its next try.',
      SYNCED: 'Pinterest accepted it.',
      ERRORED: 'It was given up. Its users can be brought back.',
      SPLIT: 'Its users are in smaller batches now.',
    },
  },
);

export const ATTEMPT_OUTCOMES = ['ACCEPTED', 'RETRY', 'HOLD', 'REFUSED', 'LOST'] as const;
export type AttemptOutcomeName = Uppercase<AttemptRecord['outcome']>;

export const AttemptOutcomeEnum = enumOf<AttemptOutcomeName>(ATTEMPT_OUTCOMES, {
  name: 'DeliveryAttemptOutcome',
  description: 'What became of one try at sending a batch.',
  values: {
    ACCEPTED: 'Pinterest accepted it.',
    RETRY: 'It failed for now.',
    HOLD: 'Somebody must act first: the connection or the audience is held.',
    REFUSED: 'Pinterest refused what is in it; the batch is split until the bad user stands alone.',
    LOST: 'The worker that sent it did not come back.',
  },
});

export const USER_OUTCOMES = ['PENDING', 'SYNCED', 'NOT_SYNCED', 'ERRORED'] as const;
export type UserOutcome = (typeof USER_OUTCOMES)[number];

export const UserOutcomeEnum = enumOf<UserOutcome>(USER_OUTCOMES, {
  name: 'UserOutcome',
  description: 'What became of a user in a step.',
  values: {
    PENDING: 'Still ours to send.',
    SYNCED: 'Pinterest accepted the user.',
    NOT_SYNCED: 'The user has no usable match field.',
    ERRORED: 'Given up; can be brought back.',
  },
});

export const WaitingReasonEnum = enumOf<WaitingReason>(WAITING_REASONS, {
  name: 'WaitingReason',
  description: 'Why the users of a step have not been sent yet.',
  values: {
    NOTHING_WAITING: 'There is nothing to send.',
    SENDING: 'Everything that may leave is on its way.',
    CONNECTION_HELD: 'The Pinterest connection must be connected again first.',
    AUDIENCE_HELD: 'The audience or its ad account needs somebody to act first.',
    EARLIER_OPPOSITE:
      'Users who were sent here before with the opposite operation are not settled yet; overtaking them could undo what comes later.',
    QUOTA: "Pinterest's quota of requests is used up for the moment.",
    RETRYING: 'The last try failed; the next one comes at its time.',
    QUEUED: 'It is next, or waits for its turn beside other audiences.',
  },
});
