/** Time in milliseconds since the epoch, with a fraction; it never runs backwards and can be pushed ahead. */
export class Clock {
  #aheadMs = 0;

  constructor(private readonly read: () => number = () => performance.timeOrigin + performance.now()) {}

  now(): number {
    return this.read() + this.#aheadMs;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}

export const toSeconds = (ms: number): number => Math.floor(ms / 1000);
