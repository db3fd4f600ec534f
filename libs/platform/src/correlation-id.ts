import { randomBytes } from 'node:crypto';
import { redact } from './redact.ts';

const SANE = /^[\w.:+/=-]{1,100}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id that ties together what is logged of one call. What the caller sent (`X-Request-Id`) is taken when it is short and
 * plain and does not look like a secret or like somebody's data; else the trace's own id is; else one is made.
 */
export function correlationIdOf(sent: unknown, traceId: string | null): string {
  if (typeof sent === 'string' && isSane(sent)) return sent;
  return traceId ?? randomBytes(8).toString('hex');
}

/** A UUID is how most callers number their requests, so it is taken for that, and not for somebody's advertising id. */
function isSane(text: string): boolean {
  return SANE.test(text) && (UUID.test(text) || redact(text) === text);
}
