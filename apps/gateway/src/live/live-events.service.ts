import { TopicBus } from '@audience-sync/messaging';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';

import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { LiveHub, type Watchable } from './live-hub.ts';

/** How long a change stays unseen of which nobody could tell, because its process died in the act. */
const REFRESH_EVERY_MS = 5_000;

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
    this.hub = new LiveHub({
      topics,
      clock: { now: () => Date.now(), after },
      onRead: () => metrics.liveReads.inc(),
      onError: (err) => this.logger.warn({ err }, 'a watched value could not be read'),
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
  }

  /** Events of a subscription: the value now, then after every change, at most four a second. */
  events<T extends object>(watchable: Watchable<T>): AsyncIterableIterator<T> {
    return this.hub.watch(watchable);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
