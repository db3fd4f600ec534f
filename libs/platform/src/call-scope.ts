import { AsyncLocalStorage } from 'node:async_hooks';
import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import { activeSpanContext, withoutSpan } from './tracing.ts';

/** One call at a door, from its first byte to its answer. */
export interface Call {
  readonly correlationId: string;
}

/** What brought something into the database: the call, and its span when it is traced. */
export interface CallOrigin {
  readonly correlationId: string;
  readonly span: SpanContext | null;
}

const calls = new AsyncLocalStorage<Call | undefined>();

/** Does the work as part of a call: every line that is logged meanwhile carries its id. */
export function runAsCall<T>(call: Call, work: () => T): T {
  return calls.run(call, work);
}

/** Begins what outlives the call that happens to begin it, or serves many: what it logs is nobody's in particular. */
export function outsideCalls<T>(work: () => T): T {
  return calls.run(undefined, () => withoutSpan(work));
}

/** The call that is being worked on. */
export function currentCall(): Call | undefined {
  return calls.getStore();
}

/** The call and its span in one text, to be stored with what it brought. Null outside of calls. */
export function currentOrigin(): string | null {
  const call = calls.getStore();
  if (!call) return null;
  const span = activeSpanContext();
  return span === null ? call.correlationId : `${call.correlationId} ${span.traceId}-${span.spanId}`;
}

const ORIGIN = /^(\S+)(?: ([0-9a-f]{32})-([0-9a-f]{16}))?$/;

/** Reads what {@link currentOrigin} wrote. Null: it did not. */
export function readOrigin(text: string): CallOrigin | null {
  const [, correlationId, traceId, spanId] = ORIGIN.exec(text) ?? [];
  if (correlationId === undefined) return null;
  if (traceId === undefined || spanId === undefined) return { correlationId, span: null };
  return { correlationId, span: { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true } };
}
