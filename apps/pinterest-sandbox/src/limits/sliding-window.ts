/** Admits at most `limit` in any `windowMs`: the strictest reading of a limit, with no window edges to slip through. */
export class SlidingWindow {
  /** Ring of the admission times that may still count. */
  readonly #times: Float64Array;
  #first = 0;
  #count = 0;

  constructor(
    readonly limit: number,
    readonly windowMs: number,
  ) {
    this.#times = new Float64Array(limit);
  }

  /** Milliseconds until one more would be admitted; 0 means now. */
  waitMs(nowMs: number): number {
    this.#expire(nowMs);
    return this.#count < this.limit ? 0 : this.#oldest() + this.windowMs - nowMs;
  }

  /** Counts one admission; the caller has seen `waitMs` answer 0 at this time. */
  take(nowMs: number): void {
    this.#times[(this.#first + this.#count) % this.limit] = nowMs;
    this.#count++;
  }

  remaining(nowMs: number): number {
    this.#expire(nowMs);
    return this.limit - this.#count;
  }

  /** Milliseconds until the oldest admission stops counting; 0 when none counts. */
  nextReleaseMs(nowMs: number): number {
    this.#expire(nowMs);
    return this.#count === 0 ? 0 : this.#oldest() + this.windowMs - nowMs;
  }

  #oldest(): number {
    return this.#times[this.#first] ?? 0;
  }

  #expire(nowMs: number): void {
    while (this.#count > 0 && this.#oldest() <= nowMs - this.windowMs) {
      this.#first = (this.#first + 1) % this.limit;
      this.#count--;
    }
  }
}
