import { type Category, type Quota, type QuotaName, type SandboxOptions } from '../options.ts';
import { quotasOf } from './quotas.ts';
import { SlidingWindow } from './sliding-window.ts';

export type LimitReason = 'requests_per_second' | 'category_quota' | 'universal_quota';

export type RateHeaders = { limit: number; remaining: number; resetSeconds: number };

export type Admission =
  | { admitted: true; rate: RateHeaders | undefined }
  | { admitted: false; reason: LimitReason; rate: RateHeaders };

type NamedWindow = { reason: LimitReason; window: SlidingWindow };

type LimitOptions = Pick<SandboxOptions, 'accessTier' | 'quotas' | 'requestsPerSecond' | 'unlimited'>;

/**
 * Standard access counts per Pinterest user, Trial access per app (this server has one app).
 * A request is admitted by all of its windows or counts in none.
 */
export class RateLimits {
  readonly #windows = new Map<string, SlidingWindow>();
  readonly #quotas: Record<QuotaName, Quota>;

  constructor(private readonly options: LimitOptions) {
    this.#quotas = quotasOf(options.accessTier, options.quotas);
  }

  admit(callerId: string, category: Category, nowMs: number): Admission {
    if (this.options.unlimited) return { admitted: true, rate: undefined };
    const windows = this.#windowsFor(callerId, category);
    const refusing = windows.find(({ window }) => window.waitMs(nowMs) > 0);
    if (refusing) return { admitted: false, reason: refusing.reason, rate: rateOf(refusing.window, nowMs) };
    for (const { window } of windows) window.take(nowMs);
    const quota = windows.find(({ reason }) => reason === 'category_quota');
    return { admitted: true, rate: quota && rateOf(quota.window, nowMs) };
  }

  #windowsFor(callerId: string, category: Category): NamedWindow[] {
    const quotaKey = this.options.accessTier === 'trial' ? 'app' : callerId;
    const windows: NamedWindow[] = [
      { reason: 'category_quota', window: this.#window(`${quotaKey}/${category}`, this.#quotas[category]) },
      { reason: 'universal_quota', window: this.#window(`${quotaKey}/universal`, this.#quotas.universal) },
    ];
    if (category === 'ads_write') {
      const quota = { requests: this.options.requestsPerSecond, seconds: 1 };
      windows.push({ reason: 'requests_per_second', window: this.#window(`${callerId}/second`, quota) });
    }
    return windows;
  }

  #window(key: string, quota: Quota): SlidingWindow {
    let window = this.#windows.get(key);
    if (!window) this.#windows.set(key, (window = new SlidingWindow(quota.requests, quota.seconds * 1000)));
    return window;
  }
}

function rateOf(window: SlidingWindow, nowMs: number): RateHeaders {
  return {
    limit: window.limit,
    remaining: window.remaining(nowMs),
    resetSeconds: Math.max(1, Math.ceil(window.nextReleaseMs(nowMs) / 1000)),
  };
}
