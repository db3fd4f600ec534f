import { MemoryTopicBus } from './memory-topic-bus.ts';
import { topics } from './topics.ts';

const clock = { time: 1, now: () => clock.time };
const STEP = topics.stepMetrics('stp_1');

it('yields once when it is live, then after every change of its topic', async () => {
  const bus = new MemoryTopicBus(clock);
  const subscription = bus.subscribe(STEP);
  expect(await subscription.next()).toEqual({ done: false, value: { at: 1 } });
  const next = subscription.next();
  clock.time = 2;
  await bus.publish([topics.canvas('can_1')]);
  clock.time = 3;
  await bus.publish([topics.canvas('can_1'), STEP]);
  expect(await next).toEqual({ done: false, value: { at: 3 } });
});

it('reaches every reader that has not left', async () => {
  const bus = new MemoryTopicBus(clock);
  const [first, second, third] = [bus.subscribe(STEP), bus.subscribe(STEP), bus.subscribe(STEP)];
  for (const subscription of [first, second, third]) await subscription.next();
  second.close();
  const nexts = [first.next(), second.next(), third.next()];
  await bus.publish([STEP]);
  expect((await Promise.all(nexts)).map((result) => result.done)).toEqual([false, true, false]);
});

it('names topics as readers outside know them', () => {
  expect([STEP, topics.connection('con_1'), topics.canvas('can_1'), topics.audience('aud_1')]).toEqual([
    'step/stp_1/metrics',
    'connection/con_1',
    'canvas/can_1',
    'audience/aud_1',
  ]);
});
