// Real: Redis and two processes' worth of connections. Nothing is mocked; "Redis away" is a way to it that is cut.
import { createRedisPrefix, eventually } from '@audience-sync/test-kit';
import { Redis } from 'ioredis';
import { type TopicEvent, topics, type TopicSubscription } from '../src/index.ts';
import { type MessagingApp, startAdder } from './messaging-app.ts';
import { RedisCut } from './redis-cut.ts';

const TOPIC = topics.stepMetrics('stp_1');

/** Reads a subscription into a list until it ends. */
function collect(subscription: TopicSubscription): TopicEvent[] {
  const events: TopicEvent[] = [];
  void (async () => {
    for await (const event of subscription) events.push(event);
  })();
  return events;
}

describe('topics over Redis', () => {
  const redis = createRedisPrefix();
  const inspector = new Redis(redis.url);
  let cut: RedisCut;
  let here: MessagingApp;
  let there: MessagingApp;

  beforeEach(async () => {
    cut = await RedisCut.open(redis.url);
    here = await startAdder(redis);
    there = await startAdder({ url: cut.url, prefix: redis.prefix });
  });
  afterEach(async () => {
    await here.close();
    await there.close();
    await cut.close();
  });
  afterAll(() => inspector.disconnect());

  const subscribers = async () => (await inspector.pubsub('NUMSUB', `${redis.prefix}topic:${TOPIC}`))[1];

  it('reaches every reader of a topic in every process, and nobody else', async () => {
    const mine = collect(here.topics.subscribe(TOPIC));
    const theirs = collect(there.topics.subscribe(TOPIC));
    const other = collect(there.topics.subscribe(topics.stepMetrics('stp_2')));
    await eventually(() => expect([mine, theirs, other].map((events) => events.length)).toEqual([1, 1, 1]));
    await here.topics.publish([TOPIC]);
    await eventually(() => expect([mine, theirs, other].map((events) => events.length)).toEqual([2, 2, 1]));
    expect(theirs[1]).toEqual({ at: mine[1]?.at });
  });

  it('subscribes a channel once for all readers of a process and leaves it with the last of them', async () => {
    const first = here.topics.subscribe(TOPIC);
    expect((await first.next()).done).toBe(false);
    const second = here.topics.subscribe(TOPIC);
    expect((await second.next()).done).toBe(false);
    expect(await subscribers()).toBe(1);
    first.close();
    const events = collect(second);
    await here.topics.publish([TOPIC]);
    await eventually(() => expect(events).toHaveLength(1));
    second.close();
    await eventually(async () => expect(await subscribers()).toBe(0));
    const third = collect(here.topics.subscribe(TOPIC));
    await eventually(() => expect(third).toHaveLength(1));
  });

  it('makes one event of many for a reader who is slow', async () => {
    const slow = here.topics.subscribe(TOPIC);
    await slow.next();
    for (let index = 0; index < 50; index++) await there.topics.publish([TOPIC]);
    const watcher = collect(here.topics.subscribe(TOPIC));
    await there.topics.publish([TOPIC]);
    await eventually(() => expect(watcher.length).toBeGreaterThan(1));
    expect((await slow.next()).done).toBe(false);
    const next = slow.next();
    slow.close();
    expect((await next).done).toBe(true);
  });

  it('tells every reader to read again when Redis was away, and then goes on', async () => {
    const events = collect(there.topics.subscribe(TOPIC));
    await eventually(() => expect(events).toHaveLength(1));
    cut.cut();
    await eventually(() => expect(cut.connections).toBe(0));
    await here.topics.publish([TOPIC]);
    cut.mend();
    await eventually(() => expect(events).toHaveLength(2));
    await here.topics.publish([TOPIC]);
    await eventually(() => expect(events).toHaveLength(3));
  });

  it('publishes later what it could not publish', async () => {
    const events = collect(here.topics.subscribe(TOPIC));
    await eventually(() => expect(events).toHaveLength(1));
    await there.topics.publish([]);
    cut.cut();
    await eventually(() => expect(cut.connections).toBe(0));
    await there.topics.publish([TOPIC]);
    cut.mend();
    await eventually(() => expect(events).toHaveLength(2));
  });

  it('ends the readers when the process stops', async () => {
    const subscription = here.topics.subscribe(TOPIC);
    await subscription.next();
    const next = subscription.next();
    await here.close();
    expect((await next).done).toBe(true);
  });
});
