import { type WorkerEnv } from '../env.ts';

/** For what is done between a request and the next renewal: a look into the database, a pause of the process. */
const MARGIN_MS = 10_000;

/** How long one process alone creates an audience, counted from before each of its requests. */
export function creatorLeaseMs(
  env: Pick<WorkerEnv, 'SYNC_REQUEST_TIMEOUT_MS' | 'SYNC_MAX_PERMIT_WAIT_MS'>,
): number {
  return env.SYNC_REQUEST_TIMEOUT_MS + env.SYNC_MAX_PERMIT_WAIT_MS + MARGIN_MS;
}
