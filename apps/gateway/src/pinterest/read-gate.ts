import { quotaOf, type Quota, type QuotaCategory, type QuotaSettings } from '@audience-sync/domain';
import {
  isPinterestError,
  type PinterestHooks,
  type PinterestRequest,
  type PinterestResult,
} from '@audience-sync/pinterest-client';
import { type Permit, type RateLimiter } from '@audience-sync/rate-limiter';

export interface ReadGateSettings extends QuotaSettings {
  /** Time-out of a request. */
  readonly requestTimeoutMs: number;
  /** How long a person is kept waiting for a permit. */
  readonly maxWaitMs: number;
}

/** The quota has no room for this read now. */
export class QuotaExhaustedError extends Error {
  override readonly name = 'QuotaExhaustedError';

  constructor(readonly retryAt: Date) {
    super('The quota of this Pinterest user is used up.');
  }
}

/** This process never writes to Pinterest. */
const READS: ReadonlySet<QuotaCategory> = new Set(['ads_read', 'org_read']);
const LEASE_MARGIN_MS = 10_000;
/** How long a 429 that names no time closes its category. */
const UNNAMED_REST_MS = 2_000;

/** Lets a read of a Pinterest user leave when the quota that all processes share has room. */
export class ReadGate {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: ReadGateSettings,
  ) {}

  hooksFor(pinterestUserId: string): PinterestHooks {
    return { wrap: (request, next) => this.pass(pinterestUserId, request, next) };
  }

  private async pass<T>(
    pinterestUserId: string,
    request: PinterestRequest,
    next: () => Promise<PinterestResult<T>>,
  ): Promise<PinterestResult<T>> {
    if (!READS.has(request.rateCategory)) throw new Error(`${request.operation} is not for the gateway`);
    const quota = quotaOf(request.rateCategory, pinterestUserId, this.settings);
    const permit = await this.permit(quota, request.signal);
    try {
      const result = await next();
      await permit.settle({ roundTripMs: result.meta.roundTripMs });
      return result;
    } catch (error) {
      await this.learn(quota, request.rateCategory, error);
      await permit.settle();
      throw error;
    }
  }

  private async permit(quota: Quota, signal: AbortSignal | null): Promise<Permit> {
    const { maxWaitMs, requestTimeoutMs } = this.settings;
    const leaseMs = requestTimeoutMs + LEASE_MARGIN_MS;
    const answer = await this.limiter.waitFor({
      ...quota,
      maxWaitMs,
      leaseMs,
      ...(signal ? { signal } : {}),
    });
    if (answer.kind === 'deferred') throw new QuotaExhaustedError(new Date(answer.retryAtMs));
    return answer;
  }

  private async learn(quota: Quota, window: string, error: unknown): Promise<void> {
    if (!isPinterestError(error) || error.kind !== 'throttled') return;
    const until = Date.now() + (error.retryAfterMs ?? UNNAMED_REST_MS);
    // A limiter that cannot be taught now will be taught by the next 429.
    await this.limiter.penalize(quota.key, { until, window }).catch(() => undefined);
  }
}
