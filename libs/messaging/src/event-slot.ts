import { type TopicSubscription } from './topic-bus.port.ts';
import { type TopicEvent } from './topics.ts';

/** A subscription that remembers one event at most: the latest. */
export class EventSlot implements TopicSubscription {
  private latest: TopicEvent | null = null;
  private closed = false;
  private waiting: (() => void)[] = [];

  constructor(private readonly onClose: (slot: EventSlot) => void) {}

  put(event: TopicEvent): void {
    if (this.closed) return;
    this.latest = event;
    this.wake();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.latest = null;
    this.onClose(this);
    this.wake();
  }

  async next(): Promise<IteratorResult<TopicEvent, undefined>> {
    while (this.latest === null && !this.closed)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    const value = this.latest;
    this.latest = null;
    return value === null ? { done: true, value: undefined } : { done: false, value };
  }

  return(): Promise<IteratorResult<TopicEvent, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
