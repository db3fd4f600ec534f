/** The most events seen in any `windowMs`, over sliding windows. */
export class PeakCounter {
  #times: number[] = [];
  #first = 0;
  #peak = 0;

  constructor(private readonly windowMs: number) {}

  get peak(): number {
    return this.#peak;
  }

  add(nowMs: number): void {
    this.#times.push(nowMs);
    while ((this.#times[this.#first] ?? nowMs) <= nowMs - this.windowMs) this.#first++;
    this.#peak = Math.max(this.#peak, this.#times.length - this.#first);
    if (this.#first > 1_024 && this.#first * 2 > this.#times.length) this.#dropExpired();
  }

  #dropExpired(): void {
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }
}
