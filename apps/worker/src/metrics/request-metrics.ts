import { type ErrorClass } from '@audience-sync/pinterest-client';

/** How one request ended: `ok`, Pinterest's refusal by class, or never sent. */
export type RequestEnd = 'ok' | ErrorClass | 'unsent';

/** What is counted of the requests to Pinterest. */
export interface RequestMetrics {
  requestStarted(operation: string): (end: RequestEnd) => void;
  permitWaited(ms: number, answer: 'permit' | 'deferred'): void;
}
