import { type ErrorClass } from '@audience-sync/pinterest-client';

/** How one request ended: `ok`, Pinterest's refusal by class, or never sent. */
export type RequestEnd = 'ok' | ErrorClass | 'unsent';

/** What a request stands in line for: to be one of few, then its quota. */
export type WaitedFor = 'place' | 'permit';

/** What is counted of the requests to Pinterest. */
export interface RequestMetrics {
  requestStarted(operation: string): (end: RequestEnd) => void;
  waited(line: WaitedFor, ms: number, answer: 'permit' | 'deferred'): void;
}
