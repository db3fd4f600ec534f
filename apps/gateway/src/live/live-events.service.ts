import { TopicBus } from '@audience-sync/messaging';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Gauge, Histogram, Registry } from 'prom-client';

import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { LiveHub, type Watchable } from './live-hub.ts';

/** How long a change stays unseen of which nobody could tell, because its process died in the act. */
const REFRESH_EVERY_MS = 5_000;
const LAG_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs).unref();
  return () => clearTimeout(timer);
}

/** The hub of this process, for subscriptions. */
@Injectable()
export class LiveEventsService implements OnModuleDestroy {
  private readonly logger = new Logger(LiveEventsService.name);
  private readonly hub: LiveHub;
  private readonly timer: NodeJS.Timeout;

  constructor(topics: TopicBus, registry: Registry, metrics: GatewayMetrics) {
    const lag = new Histogram({
      name: 'audience_sync_live_lag_seconds',
      help: 'From the publishing of a change to the moment at which subscribers are handed the value.',
      buckets: LAG_SECONDS,
      registers: [registry],
    });
    this.hub = new LiveHub({
      topics,
      clock: { now: () => Date.now(), after },
      onRead: () => metrics.liveReads.inc(),
      onError: (err) => this.logger.warn({ err }, 'a watched value could not be read'),
      onHanded: (lagMs) => lag.observe(Math.max(0, lagMs) / 1_000),
    });
    this.timer = setInterval(() => this.hub.refreshAll(), REFRESH_EVERY_MS).unref();
    const { hub } = this;
    new Gauge({
      name: 'audience_sync_live_values',
      help: 'Different things that subscribers watch.',
      registers: [registry],
      collect() {
        this.set(hub.size);
      },
    });
    new Gauge({
      name: 'audience_sync_subscriptions',
      help: 'Subscriptions that are open.',
      registers: [registry],
      collect() {
        this.set(hub.readers);
      },
    });
  }

  /** Events of a subscription: the value now, then after every change, at most four a second. */
  events<T extends object>(watchable: Watchable<T>): AsyncIterableIterator<T> {
    return this.hub.watch(watchable);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
