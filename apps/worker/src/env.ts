import {
  databaseEnv,
  integer,
  logEnv,
  oneOf,
  optionalInteger,
  parseEnv,
  pinterestEnv,
  port,
  redisEnv,
  syncEnv,
  tokenKeysEnv,
  tracingEnv,
  webhookEnv,
} from '@audience-sync/platform';
import { z } from 'zod';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** A request must be over, and settled, well before its batch may belong to somebody else. */
const LEASE_MARGIN_MS = 10_000;
/** Room in a lease for getting a permit. */
const SENDING_MARGIN_MS = 4_000;

/** Everything that can be set for a worker. */
export const workerEnv = z
  .object({
    ...databaseEnv,
    ...redisEnv,
    ...logEnv,
    ...pinterestEnv,
    ...tokenKeysEnv,
    ...syncEnv,
    ...webhookEnv,
    ...tracingEnv,
    /** Health and metrics only. */
    PORT: port(3001),
    /** Attempts at batches that this process works on at the same time, those that wait for a permit included. */
    SYNC_CONCURRENCY: integer(1, 512, 32),
    /**
     * Requests of one Pinterest user under way at the same time, over all workers: as many can meet a dead token before the
     * first answer tells. Two are enough for the whole rate while Pinterest answers within a quarter of a second.
     */
    SYNC_MAX_REQUESTS_IN_FLIGHT: integer(1, 512, 2),
    SYNC_MAX_IN_FLIGHT_PER_AUDIENCE: integer(1, 256, 7),
    SYNC_MAX_IN_FLIGHT_PER_CONNECTION: integer(1, 512, 14),
    SYNC_REQUEST_TIMEOUT_MS: integer(100, 5 * MINUTE_MS, 20_000),
    /** A request without an answer may still be carried out so long after it was sent. Default: 1.5 x the request's time-out. */
    SYNC_UNANSWERED_WAIT_MS: optionalInteger(100, 10 * MINUTE_MS),
    SYNC_LEASE_MS: integer(1_000, 15 * MINUTE_MS, 50_000),
    SYNC_MAX_PERMIT_WAIT_MS: integer(0, MINUTE_MS, 3_000),
    SYNC_BACKOFF_MIN_MS: integer(10, DAY_MS, 5_000),
    SYNC_BACKOFF_MAX_MS: integer(10, DAY_MS, 15 * MINUTE_MS),
    SYNC_SWEEP_INTERVAL_MS: integer(100, 10 * MINUTE_MS, 2_500),
    /** So long errored users can be brought back; then what would have been sent of them is deleted. */
    SYNC_REDRIVE_WINDOW_MS: integer(1_000, 365 * DAY_MS, 7 * DAY_MS),
    /** So long it can be looked up who entered which step; then it is dropped, a day at a time, and the counts stay. */
    SYNC_KEEP_ENTRIES_MS: integer(DAY_MS, 3_650 * DAY_MS, 90 * DAY_MS),
    /** How often that is seen to, and to storage for the coming days. */
    SYNC_MAINTENANCE_INTERVAL_MS: integer(1_000, DAY_MS, 60 * MINUTE_MS),
    CONNECTIONS_CHECK_INTERVAL_MS: integer(1_000, DAY_MS, 10 * MINUTE_MS),
    ALERTS_CHECK_INTERVAL_MS: integer(100, 10 * MINUTE_MS, 10_000),
    ALERT_WEBHOOK_TIMEOUT_MS: integer(100, MINUTE_MS, 10_000),
    /** The mail server, such as smtps://user:password@mail.example.com. Without it, nothing is told by e-mail. */
    SMTP_URL: z
      .string()
      .refine((url) => /^smtps?:\/\//.test(url) && URL.canParse(url), {
        error: 'must be a URL that begins with smtp:// or smtps://',
      })
      .optional(),
    ALERT_MAIL_FROM: z.string().default('Audience Sync <audience-sync@localhost>'),
    /** Opens the dashboard of jobs at /queues, for the user `operator` with this password. */
    OPERATOR_PASSWORD: z.string().min(12, { error: 'must have 12 characters or more' }).optional(),
    /** How old the check of a connection's ad accounts (role, scopes, terms) may become. */
    CONNECTIONS_PREFLIGHT_INTERVAL_MS: integer(1_000, 30 * DAY_MS, DAY_MS / 4),
    /** How often old listings of audiences and waiting changes are looked for. */
    AUDIENCES_CHECK_INTERVAL_MS: integer(100, DAY_MS, MINUTE_MS),
    /** How old a listing of an ad account's audiences may become; 0: as the access tier suggests (15 minutes, or 6 hours). */
    AUDIENCES_REFRESH_INTERVAL_MS: integer(0, 7 * DAY_MS, 0),
    /** Lifts every limit of ours. Only for benchmarks against a sandbox whose limits are lifted too. */
    SYNC_UNLIMITED: oneOf(['true', 'false'], 'false').transform((text) => text === 'true'),
  })
  .refine((env) => env.SYNC_LEASE_MS >= env.SYNC_REQUEST_TIMEOUT_MS + LEASE_MARGIN_MS, {
    path: ['SYNC_LEASE_MS'],
    error: `must be SYNC_REQUEST_TIMEOUT_MS and ${LEASE_MARGIN_MS} more, or longer`,
  })
  .refine((env) => env.SYNC_LEASE_MS >= unansweredWaitMs(env) + SENDING_MARGIN_MS, {
    path: ['SYNC_UNANSWERED_WAIT_MS'],
    error: `must be ${SENDING_MARGIN_MS} less than SYNC_LEASE_MS, or shorter`,
  });

/** How long after it was sent a request without an answer may still be carried out. */
export function unansweredWaitMs(env: {
  readonly SYNC_UNANSWERED_WAIT_MS?: number | undefined;
  readonly SYNC_REQUEST_TIMEOUT_MS: number;
}): number {
  return env.SYNC_UNANSWERED_WAIT_MS ?? 1.5 * env.SYNC_REQUEST_TIMEOUT_MS;
}

export type WorkerEnv = z.output<typeof workerEnv>;

/** Ends the process with all mistakes in one message when there are any. */
export function readWorkerEnv(): WorkerEnv {
  return parseEnv(workerEnv);
}
