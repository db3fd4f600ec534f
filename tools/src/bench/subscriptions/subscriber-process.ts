import { Subscriber } from './subscriber.ts';
import { type FromSubscribers, type SubscriberPlan, type ToSubscribers } from './subscriber-messages.ts';

// A process full of subscribers, forked by the benchmark, so that they take nothing from anybody but the processor.

/** So many connect at the same time. */
const OPENING = 50;

const subscribers: Subscriber[] = [];

async function open(url: string, plans: readonly SubscriberPlan[]): Promise<void> {
  const waiting = [...plans];
  const one = async (): Promise<void> => {
    for (let plan = waiting.pop(); plan; plan = waiting.pop()) {
      const subscriber = new Subscriber(plan);
      subscribers.push(subscriber);
      await subscriber.open(url);
    }
  };
  await Promise.all(Array.from({ length: OPENING }, one));
}

function report(): FromSubscribers {
  return {
    kind: 'arrivals',
    arrivals: subscribers.map(({ arrivals }) => arrivals),
    ended: subscribers.flatMap(({ ended }) => (ended === null ? [] : [ended])),
  };
}

const answer = (message: FromSubscribers): void => void process.send?.(message);

process.on('message', (message: ToSubscribers) => {
  if (message.kind === 'report') return answer(report());
  void open(message.url, message.plans).then(() => answer({ kind: 'opened' }));
});
process.on('disconnect', () => process.exit());
