import { EventSlot } from './event-slot.ts';
import { type Topic, type TopicEvent } from './topics.ts';

/** Who in this process listens to what. */
export class SlotTable {
  private readonly slots = new Map<Topic, Set<EventSlot>>();

  /** @param onUnused called when the last reader of a topic has left */
  constructor(private readonly onUnused: (topic: Topic) => void = () => undefined) {}

  open(topic: Topic): EventSlot {
    const slot = new EventSlot(() => this.leave(topic, slot));
    const readers = this.slots.get(topic);
    if (readers) readers.add(slot);
    else this.slots.set(topic, new Set([slot]));
    return slot;
  }

  has(topic: Topic): boolean {
    return this.slots.has(topic);
  }

  get topics(): readonly Topic[] {
    return [...this.slots.keys()];
  }

  put(topic: Topic, event: TopicEvent): void {
    for (const slot of this.slots.get(topic) ?? []) slot.put(event);
  }

  closeAll(): void {
    for (const readers of [...this.slots.values()]) for (const slot of [...readers]) slot.close();
  }

  private leave(topic: Topic, slot: EventSlot): void {
    const readers = this.slots.get(topic);
    if (!readers?.delete(slot) || readers.size > 0) return;
    this.slots.delete(topic);
    this.onUnused(topic);
  }
}
