import { type Topic, type TopicBus } from '@audience-sync/messaging';
import { type Clock } from '@audience-sync/platform';

import { LatestValue } from './latest-value.ts';
import { WatchedValue } from './watched-value.ts';

/** Time that passes. */
export interface LiveClock extends Clock {
  /** Runs something once, later; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

export interface LiveHubPorts {
  readonly topics: TopicBus;
  readonly clock: LiveClock;
  /** A value is read. */
  readonly onRead: () => void;
  readonly onError: (error: unknown) => void;
  /** Told how long ago the change was published that readers are handed now. */
  readonly onHanded?: (lagMs: number) => void;
}

/** Something that can be watched. Whoever gives the same key means the same thing. */
export interface Watchable<T> {
  readonly key: string;
  /** The value as it is now; null when there is none any more. */
  readonly read: () => Promise<T | null>;
  /** What tells that the value may have changed. It may depend on the value. */
  readonly topicsOf: (value: T | null) => readonly Topic[];
  /** Whether two values look the same to everybody. */
  readonly isSame: (a: T, b: T) => boolean;
  /** When it changes although nothing happens (ms since 1970); null: it does not. Default: it does not. */
  readonly changesAtMs?: (value: T) => number | null;
}

/**
 * Live values for any number of readers: one subscription a topic and one read a changed value a tick, however many
 * watch it. Every reader of a value is handed the very same object.
 */
export class LiveHub {
  private readonly watched = new Map<string, WatchedValue<unknown>>();

  constructor(private readonly ports: LiveHubPorts) {}

  /** The value now, then after every change. The caller has checked that the reader may see it. */
  watch<T>(watchable: Watchable<T>): LatestValue<T> {
    const value = this.watchedOf(watchable);
    const reader = new LatestValue<T>(() => this.leave(watchable.key, value, reader));
    value.add(reader);
    return reader;
  }

  /** How many different things are watched. */
  get size(): number {
    return this.watched.size;
  }

  /** How many readers there are, of all of them. */
  get readers(): number {
    return [...this.watched.values()].reduce((sum, { readerCount }) => sum + readerCount, 0);
  }

  /** Reads everything again: what a process could not tell before it died is seen all the same. */
  refreshAll(): void {
    for (const value of this.watched.values()) value.touch();
  }

  private watchedOf<T>(watchable: Watchable<T>): WatchedValue<T> {
    const known = this.watched.get(watchable.key);
    if (known) return known as WatchedValue<T>;
    const value = new WatchedValue(watchable, this.ports);
    this.watched.set(watchable.key, value as WatchedValue<unknown>);
    return value;
  }

  private leave<T>(key: string, value: WatchedValue<T>, reader: LatestValue<T>): void {
    if (value.remove(reader) > 0) return;
    this.watched.delete(key);
    value.close();
  }
}
