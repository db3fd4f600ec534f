import { type StackOptions } from '../stack/stack-options.ts';

/** Small batches, so that there are many of them; short time-outs, so that what dies is missed soon. */
export const TROUBLED: StackOptions = {
  workers: 2,
  env: {
    SYNC_FLUSH_INTERVAL_MS: '500',
    SYNC_MAX_USERS_PER_REQUEST: '250',
    SYNC_REQUEST_TIMEOUT_MS: '2000',
    SYNC_UNANSWERED_WAIT_MS: '7000', // longer than Pinterest is ever made to be late
    SYNC_LEASE_MS: '12000',
    SYNC_BACKOFF_MIN_MS: '200',
    SYNC_BACKOFF_MAX_MS: '2000',
    SYNC_SWEEP_INTERVAL_MS: '1000',
    LOG_LEVEL: 'fatal',
  },
};
