import { type Clock, systemClock } from '@audience-sync/platform';
import { SlotTable } from './slot-table.ts';
import { TopicBus, type TopicSubscription } from './topic-bus.port.ts';
import { type Topic } from './topics.ts';

/** Topics within one process. */
export class MemoryTopicBus extends TopicBus {
  private readonly slots = new SlotTable();

  constructor(private readonly clock: Clock = systemClock) {
    super();
  }

  publish(topics: readonly Topic[]): Promise<void> {
    for (const topic of topics) this.slots.put(topic, { at: this.clock.now() });
    return Promise.resolve();
  }

  subscribe(topic: Topic): TopicSubscription {
    const slot = this.slots.open(topic);
    slot.put({ at: this.clock.now() });
    return slot;
  }
}
