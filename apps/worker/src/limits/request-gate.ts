import { categoryWindow, type Quota, quotaOf, type QuotaSettings } from '@audience-sync/domain';
import {
  isPinterestError,
  type PinterestError,
  type PinterestHooks,
  type PinterestRequest,
  type PinterestResult,
} from '@audience-sync/pinterest-client';
import { inSpan } from '@audience-sync/platform';
import { type Permit, type RateLimiter } from '@audience-sync/rate-limiter';
import { type RequestMetrics, type WaitedFor } from '../metrics/request-metrics.ts';
import { SPAM_REST_MS } from '../sync/answer-outcome.ts';
import { ConnectionClosedError } from '../sync/connection-closed.error.ts';
import { NotSentError } from '../sync/not-sent.error.ts';
import { type Timing } from '../timing.ts';

export interface GateSettings extends QuotaSettings {
  /** How long a request may stand in line, for its place and its permit together. */
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
/** Those of other processes in line for a place look again every so often. */
const PLACE_LOOK_MS = 50;
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
        this.oneOfFew(pinterestUserId, request, (untilMs, leaving) =>
          this.pass(quotaOf(request.rateCategory, pinterestUserId, this.settings), request, untilMs, () => {
            leaving();
            return next();
          }),
        ),
    };
  }

  /**
   * As many requests can meet a dead token before the first answer tells, so there are few at the same time. The place
   * comes before the permit: whoever holds a permit is about to use it. An answer that takes long gives its place up
   * before the quota could have used it, and the place of a process that died is free when a wait and that are over.
   */
  private async oneOfFew<T>(
    pinterestUserId: string,
    request: PinterestRequest,
    send: (untilMs: number, leaving: () => void) => Promise<T>,
  ): Promise<T> {
    const { maxPermitWaitMs } = this.settings;
    const untilMs = this.timing.now() + maxPermitWaitMs;
    const holdMs = placeHoldMs(this.settings);
    const places = placesOf(pinterestUserId, this.settings);
    const place = await this.inLine('place', places, maxPermitWaitMs + holdMs, untilMs, request);
    const over = new AbortController();
    // Not waited for: the permit is given back beside it, and a place that is lost ends by itself.
    const giveUp = (): void => void place.release().catch(() => undefined);
    try {
      return await send(
        untilMs,
        () => void this.timing.pause(holdMs, over.signal).then(giveUp, () => undefined),
      );
    } finally {
      over.abort();
      giveUp();
    }
  }

  private async pass<T>(
    quota: Quota,
    request: PinterestRequest,
    untilMs: number,
    next: () => Promise<PinterestResult<T>>,
  ): Promise<PinterestResult<T>> {
    const leaseMs = this.settings.requestTimeoutMs + PERMIT_MARGIN_MS;
    const permit = await this.inLine('permit', quota, leaseMs, untilMs, request);
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

  private async inLine(
    line: WaitedFor,
    quota: Quota,
    leaseMs: number,
    untilMs: number,
    { signal }: PinterestRequest,
  ): Promise<Permit> {
    const askedAtMs = this.timing.now();
    const maxWaitMs = Math.max(0, untilMs - askedAtMs);
    const asked = { ...quota, maxWaitMs, leaseMs, ...(signal === null ? {} : { signal }) };
    const answer = await inSpan(`wait for ${line}`, {}, () => this.limiter.waitFor(asked));
    const nowMs = this.timing.now();
    this.metrics.waited(line, nowMs - askedAtMs, answer.kind);
    if (answer.kind === 'deferred') throw new NotSentError('limiter', nowMs + answer.retryInMs);
    return answer;
  }

  private async learn(quota: Quota, request: PinterestRequest, error: PinterestError): Promise<void> {
    if (error.kind !== 'throttled' || (error.concurrentWrites && !error.spam)) return;
    const until = Date.now() + restOf(error); // a date, as the limiter tells them
    const window = error.spam ? {} : { window: categoryWindow(request.rateCategory) };
    // A limiter that cannot be taught now will be taught by the next 429.
    await this.limiter.penalize(quota.key, { until, ...window }).catch(() => undefined);
  }
}

function placesOf(pinterestUserId: string, { maxInFlight }: GateSettings): Quota {
  return {
    key: `in-flight-${pinterestUserId}`,
    windows: [{ name: 'places', limit: maxInFlight, periodMs: PLACE_LOOK_MS }],
  };
}

/** How long a request under way keeps its place: so short that slow answers do not cost a part of the quota. */
function placeHoldMs({ maxInFlight, writesPerSecond }: GateSettings): number {
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
