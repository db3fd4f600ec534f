import { type Topic, type TopicSubscription } from '@audience-sync/messaging';
import { outsideCalls } from '@audience-sync/platform';

import { type LatestValue } from './latest-value.ts';
import { type LiveHubPorts, type Watchable } from './live-hub.ts';

/** At most four values a second. */
const TICK_MS = 250;
const RETRY_MS = 1_000;
/** Nothing is waited for longer than that at a stretch; timers cannot. */
const MAX_WAIT_MS = 86_400_000;

/** One thing that somebody watches. */
export class WatchedValue<T> {
  private readonly readers = new Set<LatestValue<T>>();
  private readonly subscriptions = new Map<Topic, TopicSubscription>();
  private latest: { readonly value: T } | null = null;
  private closed = false;
  private changed = false;
  /** When the oldest change was published that has not been read yet. */
  private changedAtMs: number | null = null;
  private wake: (() => void) | null = null;
  private cancelDue = (): void => undefined;

  constructor(
    private readonly watchable: Watchable<T>,
    private readonly ports: LiveHubPorts,
  ) {
    outsideCalls(() => {
      this.listen(watchable.topicsOf(null));
      void this.run();
    });
  }

  add(reader: LatestValue<T>): void {
    this.readers.add(reader);
    if (this.latest !== null) reader.put(this.latest.value);
  }

  get readerCount(): number {
    return this.readers.size;
  }

  /** Answers how many readers are left. */
  remove(reader: LatestValue<T>): number {
    this.readers.delete(reader);
    return this.readers.size;
  }

  /** The value may have changed, at a time when that is known. */
  touch(atMs: number | null = null): void {
    this.changed = true;
    this.changedAtMs ??= atMs;
    this.wake?.();
    this.wake = null;
  }

  close(): void {
    this.closed = true;
    this.cancelDue();
    for (const subscription of this.subscriptions.values()) subscription.close();
    this.touch();
  }

  /** Reads at once, also when Redis is away, then after every change; changes within a tick are one. */
  private async run(): Promise<void> {
    while (!this.closed) {
      this.changed = false;
      await this.refresh();
      await this.sleep(TICK_MS);
      if (!this.changed && !this.closed) await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private async refresh(): Promise<void> {
    const { changedAtMs } = this;
    this.changedAtMs = null;
    while (!this.closed) {
      try {
        this.ports.onRead();
        return this.publish(await this.watchable.read(), changedAtMs);
      } catch (error) {
        this.ports.onError(error);
        await this.sleep(RETRY_MS);
      }
    }
  }

  private publish(value: T | null, changedAtMs: number | null): void {
    if (this.closed || value === null) return;
    this.listen(this.watchable.topicsOf(value));
    this.lookAgainWhenDue(value);
    if (this.latest !== null && this.watchable.isSame(this.latest.value, value)) return;
    this.latest = { value };
    for (const reader of this.readers) reader.put(value);
    if (changedAtMs !== null) this.ports.onHanded?.(this.ports.clock.now() - changedAtMs);
  }

  /** What changes by time alone is read when it does. */
  private lookAgainWhenDue(value: T): void {
    this.cancelDue();
    const { clock } = this.ports;
    const waitMs = (this.watchable.changesAtMs?.(value) ?? 0) - clock.now();
    if (waitMs > 0) this.cancelDue = clock.after(Math.min(waitMs, MAX_WAIT_MS), () => this.touch());
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.ports.clock.after(ms, resolve));
  }

  private listen(topics: readonly Topic[]): void {
    const wanted = new Set(topics);
    for (const [topic, subscription] of this.subscriptions)
      if (!wanted.has(topic)) {
        this.subscriptions.delete(topic);
        subscription.close();
      }
    for (const topic of wanted) if (!this.subscriptions.has(topic)) this.subscribe(topic);
  }

  private subscribe(topic: Topic): void {
    const subscription = this.ports.topics.subscribe(topic);
    this.subscriptions.set(topic, subscription);
    void (async () => {
      for await (const { at } of subscription) this.touch(at);
    })();
  }
}
