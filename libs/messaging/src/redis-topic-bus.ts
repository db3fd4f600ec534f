import { type AppLogger, type Clock, outsideCalls, systemClock } from '@audience-sync/platform';
import { type Redis } from 'ioredis';
import { type RedisConnections } from './redis-connections.ts';
import { SlotTable } from './slot-table.ts';
import { withinLimit } from './time-limit.ts';
import { TopicBus, type TopicSubscription } from './topic-bus.port.ts';
import { type Topic } from './topics.ts';

const PUBLISH_LIMIT_MS = 2_000;

/**
 * Topics over Redis: one subscriber connection a process, however many readers; a channel is subscribed while it has
 * one. What could not be published is published when Redis is back, and every reader is told to read again when the
 * subscriber has reconnected, so an outage costs time only.
 */
export class RedisTopicBus extends TopicBus {
  private readonly slots = new SlotTable((topic) => this.forget(topic));
  private readonly live = new Set<Topic>();
  private readonly unsent = new Set<Topic>();
  private readonly prefix: string;
  private readonly publisher: Redis;
  private listener: Redis | null = null;

  constructor(
    private readonly connections: RedisConnections,
    private readonly logger: AppLogger,
    private readonly clock: Clock = systemClock,
  ) {
    super();
    this.prefix = `${connections.settings.prefix}topic:`;
    this.publisher = connections.commands;
    this.publisher.on('ready', () => void this.publish([...this.unsent]));
  }

  async publish(topics: readonly Topic[]): Promise<void> {
    if (topics.length === 0) return;
    for (const topic of topics) this.unsent.add(topic);
    if (this.publisher.status !== 'ready') return;
    try {
      await withinLimit(this.send(topics), PUBLISH_LIMIT_MS);
    } catch (err) {
      this.logger.debug('topics were not published', { count: topics.length, err });
    }
  }

  subscribe(topic: Topic): TopicSubscription {
    const first = !this.slots.has(topic);
    const slot = this.slots.open(topic);
    if (first) void this.listen([topic]);
    else if (this.live.has(topic)) slot.put({ at: this.clock.now() });
    return slot;
  }

  /** Ends every subscription. The connections are closed by who made them. */
  close(): void {
    this.slots.closeAll();
  }

  private async send(topics: readonly Topic[]): Promise<void> {
    const payload = JSON.stringify({ at: this.clock.now() });
    const pipeline = this.publisher.pipeline();
    for (const topic of new Set(topics)) pipeline.publish(this.prefix + topic, payload);
    const failed = (await pipeline.exec())?.find(([error]) => error)?.[0];
    if (failed) throw failed;
    for (const topic of topics) this.unsent.delete(topic);
  }

  /** A reader's first event says that the channel is subscribed from now on. */
  private async listen(topics: readonly Topic[]): Promise<void> {
    if (topics.length === 0) return;
    try {
      await this.subscriber().subscribe(...topics.map((topic) => this.prefix + topic));
    } catch (err) {
      return this.logger.debug('topics were not subscribed, they will be when Redis is back', { err });
    }
    for (const topic of topics.filter((one) => this.slots.has(one))) {
      this.live.add(topic);
      this.slots.put(topic, { at: this.clock.now() });
    }
  }

  private forget(topic: Topic): void {
    this.live.delete(topic);
    this.subscriber()
      .unsubscribe(this.prefix + topic)
      .catch((err: unknown) => this.logger.debug('a topic was not unsubscribed', { err }));
  }

  private subscriber(): Redis {
    if (this.listener) return this.listener;
    const redis = (this.listener = outsideCalls(() => this.connections.create('subscriber')));
    redis.on('message', (channel: string, payload: string) => this.receive(channel, payload));
    redis.on('close', () => this.live.clear());
    redis.on('ready', () => void this.listen(this.slots.topics));
    return redis;
  }

  private receive(channel: string, payload: string): void {
    this.slots.put(channel.slice(this.prefix.length) as Topic, { at: atOf(payload) ?? this.clock.now() });
  }
}

function atOf(payload: string): number | null {
  try {
    const { at } = JSON.parse(payload) as { at?: unknown };
    return typeof at === 'number' ? at : null;
  } catch {
    return null;
  }
}
