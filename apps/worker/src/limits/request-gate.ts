import { categoryWindow, type Quota, quotaOf, type QuotaSettings } from '@audience-sync/domain';
import {
  isPinterestError,
  type PinterestError,
  type PinterestHooks,
  type PinterestRequest,
  type PinterestResult,
} from '@audience-sync/pinterest-client';
import { type Deferred, type Permit, type RateLimiter } from '@audience-sync/rate-limiter';
import { type RequestMetrics } from '../metrics/request-metrics.ts';
import { SPAM_REST_MS } from '../sync/answer-outcome.ts';
import { ConnectionClosedError } from '../sync/connection-closed.error.ts';
import { NotSentError } from '../sync/not-sent.error.ts';
import { type Timing } from '../timing.ts';

export interface GateSettings extends QuotaSettings {
  /** How long a request may stand in line for its permit. */
  readonly maxPermitWaitMs: number;
  /** Time-out of the request itself. */
  readonly requestTimeoutMs: number;
  /** Requests of one Pinterest user under way at the same time, over all processes. */
  readonly maxInFlight: number;
}

/** A permit outlives its request by this much, in case its holder dies. */
const PERMIT_MARGIN_MS = 10_000;
/** How long a 429 that names no time closes its category. */
const UNNAMED_REST_MS = 2_000;
const PLACE_LOOK_MS = 20;
/** Places turn over this much faster than the second's quota: they never bind where the quota does. */
const PLACE_SHARE = 0.8;

/**
 * Lets a request of a Pinterest user leave when all its quotas have room, over all processes. It wraps the client from
 * outside; the client does not know. A real 429 teaches the limiter, so that no other process runs into it.
 */
export class RequestGate {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: GateSettings,
    private readonly timing: Timing,
    private readonly metrics: RequestMetrics,
  ) {}

  hooksFor(pinterestUserId: string): PinterestHooks {
    return {
      wrap: (request, next) =>
        this.pass(quotaOf(request.rateCategory, pinterestUserId, this.settings), request, () =>
          this.oneOfFew(pinterestUserId, request, next),
        ),
    };
  }

  /**
   * As many requests can meet a dead token before the first answer tells, so there are few at the same time. The place of
   * a process that died, or of an answer that takes long, is free again before the quota could have used it.
   */
  private async oneOfFew<T>(
    pinterestUserId: string,
    request: PinterestRequest,
    next: () => Promise<PinterestResult<T>>,
  ): Promise<PinterestResult<T>> {
    const place = await this.wait(
      placesOf(pinterestUserId, this.settings),
      placeLeaseMs(this.settings),
      request,
    );
    if (place.kind === 'deferred') throw notNow(place, this.timing.now());
    try {
      return await next();
    } finally {
      // Not waited for: the quota's permit is given back beside it, and a place that is lost ends by itself.
      void place.settle().catch(() => undefined);
    }
  }

  private async pass<T>(
    quota: Quota,
    request: PinterestRequest,
    next: () => Promise<PinterestResult<T>>,
  ): Promise<PinterestResult<T>> {
    const permit = await this.permit(quota, request);
    const stopClock = this.metrics.requestStarted(request.operation);
    try {
      const result = await next();
      stopClock('ok');
      await permit.settle({ roundTripMs: result.meta.roundTripMs });
      return result;
    } catch (error) {
      const answered = isPinterestError(error);
      stopClock(answered ? error.kind : 'unsent');
      if (answered) await this.learn(quota, request, error);
      await (wasStopped(error) ? permit.release() : permit.settle());
      throw error;
    }
  }

  private async permit(quota: Quota, request: PinterestRequest): Promise<Permit> {
    const askedAtMs = this.timing.now();
    const answer = await this.wait(quota, this.settings.requestTimeoutMs + PERMIT_MARGIN_MS, request);
    this.metrics.permitWaited(this.timing.now() - askedAtMs, answer.kind);
    if (answer.kind === 'deferred') throw notNow(answer, this.timing.now());
    return answer;
  }

  private wait(quota: Quota, leaseMs: number, { signal }: PinterestRequest): Promise<Permit | Deferred> {
    const { maxPermitWaitMs: maxWaitMs } = this.settings;
    return this.limiter.waitFor({ ...quota, maxWaitMs, leaseMs, ...(signal === null ? {} : { signal }) });
  }

  private async learn(quota: Quota, request: PinterestRequest, error: PinterestError): Promise<void> {
    if (error.kind !== 'throttled' || (error.concurrentWrites && !error.spam)) return;
    const until = Date.now() + restOf(error); // a date, as the limiter tells them
    const window = error.spam ? {} : { window: categoryWindow(request.rateCategory) };
    // A limiter that cannot be taught now will be taught by the next 429.
    await this.limiter.penalize(quota.key, { until, ...window }).catch(() => undefined);
  }
}

/** Those in line look again every so often. */
function placesOf(pinterestUserId: string, { maxInFlight }: GateSettings): Quota {
  return {
    key: `in-flight-${pinterestUserId}`,
    windows: [{ name: 'places', limit: maxInFlight, periodMs: PLACE_LOOK_MS }],
  };
}

/** So short that slow answers do not cost a part of the quota. */
function placeLeaseMs({ maxInFlight, writesPerSecond }: GateSettings): number {
  return Math.ceil((PLACE_SHARE * maxInFlight * 1_000) / writesPerSecond);
}

function restOf(error: PinterestError): number {
  const asked = error.retryAfterMs ?? UNNAMED_REST_MS;
  return error.spam ? Math.max(SPAM_REST_MS, asked) : asked;
}

/** Stopped at the last look, before it left; anything else may have arrived. */
function wasStopped(error: unknown): boolean {
  return error instanceof NotSentError || error instanceof ConnectionClosedError;
}

function notNow({ retryInMs }: Deferred, nowMs: number): NotSentError {
  return new NotSentError('limiter', nowMs + retryInMs);
}
