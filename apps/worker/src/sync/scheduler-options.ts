import { type SchedulerOptions } from '@audience-sync/batching-scheduler';
import { sealAfterMs } from '@audience-sync/domain';
import { type WorkerEnv } from '../env.ts';

/** A job that was lost between the claim of its batch and its run is missed so soon: with the sweep, well within 10 s. */
const CLAIM_LEASE_MS = 5_000;

/** What the scheduler must know; the gateway's store, which appends, needs the same. */
export function schedulerOptions(env: WorkerEnv): Partial<SchedulerOptions> {
  return {
    flushIntervalMs: sealAfterMs(env.SYNC_FLUSH_INTERVAL_MS),
    maxItems: env.SYNC_MAX_USERS_PER_REQUEST,
    maxInFlightPerGroup: env.SYNC_MAX_IN_FLIGHT_PER_AUDIENCE,
    maxInFlightPerFlow: env.SYNC_MAX_IN_FLIGHT_PER_CONNECTION,
    claimLeaseMs: CLAIM_LEASE_MS,
    leaseMs: env.SYNC_LEASE_MS,
    retryWindowMs: env.SYNC_RETRY_WINDOW_MS,
    backoffMinMs: env.SYNC_BACKOFF_MIN_MS,
    backoffMaxMs: env.SYNC_BACKOFF_MAX_MS,
  };
}
