import { MemoryTopicBus, topics } from '@audience-sync/messaging';

import { TopicWatch } from './topic-watch.ts';

const TOPIC = topics.audience('aud_1');

describe('waiting for the worker', () => {
  it('looks at once, then after every word, until there is something', async () => {
    const bus = new MemoryTopicBus();
    let looks = 0;
    const found = new TopicWatch(bus).until(
      TOPIC,
      () => Promise.resolve(++looks === 2 ? 'done' : null),
      60_000,
    );
    await new Promise((resolve) => setImmediate(resolve));
    await bus.publish([TOPIC]);
    expect(await found).toBe('done');
    expect(looks).toBe(2);
  });

  it('looks a last time when it has waited long enough', async () => {
    let looks = 0;
    const watch = new TopicWatch(new MemoryTopicBus());
    expect(await watch.until(TOPIC, () => Promise.resolve((looks++, null)), 1)).toBeNull();
    expect(looks).toBeGreaterThan(0);
  });
});
