/** Hands one reader the latest value. What a slow reader has not taken yet is replaced, so readers cost no memory. */
export class LatestValue<T> implements AsyncIterableIterator<T> {
  private value: { readonly latest: T } | null = null;
  private waiting: ((result: IteratorResult<T>) => void) | null = null;
  private ended = false;

  constructor(private readonly onEnd: () => void) {}

  put(latest: T): void {
    if (this.ended) return;
    const { waiting } = this;
    if (waiting === null) this.value = { latest };
    else {
      this.waiting = null;
      waiting({ done: false, value: latest });
    }
  }

  next(): Promise<IteratorResult<T>> {
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    const { value } = this;
    if (value === null) return new Promise((resolve) => (this.waiting = resolve));
    this.value = null;
    return Promise.resolve({ done: false, value: value.latest });
  }

  return(): Promise<IteratorResult<T>> {
    if (!this.ended) {
      this.ended = true;
      this.value = null;
      this.waiting?.({ done: true, value: undefined });
      this.waiting = null;
      this.onEnd();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
