import { type Topic, type TopicEvent } from './topics.ts';

/**
 * The events of one topic, for one reader. Yields once as soon as it is live (whatever changed before that moment may
 * have been missed: read now), then after every change. Changes that a slow reader has not taken yet are one event, so a
 * reader costs the same however slow it is. After Redis was away it yields again.
 */
export interface TopicSubscription extends AsyncIterableIterator<TopicEvent> {
  /** Ends it; a waiting `next` answers done. */
  close(): void;
}

/** Tells every process that something changed. */
export abstract class TopicBus {
  /** To be called after commit. Never rejects: what Redis did not take is published when it is back. */
  abstract publish(topics: readonly Topic[]): Promise<void>;
  abstract subscribe(topic: Topic): TopicSubscription;
}
