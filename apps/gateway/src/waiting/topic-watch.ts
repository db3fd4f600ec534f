import { TopicBus, type Topic } from '@audience-sync/messaging';
import { Injectable } from '@nestjs/common';

/** Waits, for a person, until the worker has done something. */
@Injectable()
export class TopicWatch {
  constructor(private readonly bus: TopicBus) {}

  /** Looks now, and whenever the topic says something; answers what `look` finds first, or null when that takes too long. */
  async until<T>(topic: Topic, look: () => Promise<T | null>, maxMs: number): Promise<T | null> {
    const events = this.bus.subscribe(topic);
    const timer = setTimeout(() => events.close(), maxMs);
    try {
      for await (const _event of events) {
        const found = await look();
        if (found !== null) return found;
      }
      return await look();
    } finally {
      clearTimeout(timer);
      events.close();
    }
  }
}
