import {
  type Attributes,
  context,
  INVALID_SPAN_CONTEXT,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { type AppLogger } from './app-logger.ts';
import { type TracingEnv, tracingSettings } from './tracing-env.ts';

/** The tracing of this process. */
export interface Tracing {
  /** Sends what is left, for a few seconds at most. */
  shutdown(): Promise<void>;
}

export interface SpanOptions {
  readonly kind?: 'server' | 'client' | 'consumer' | 'internal';
  /** Never personal data, tokens, or ids that a caller chose. */
  readonly attributes?: Attributes;
  /** Default: the span that is active. Null: none, so that a trace begins. */
  readonly parent?: SpanContext | null;
  /** Asked for only when something is traced. */
  readonly links?: () => readonly SpanContext[];
  /** Epoch ms. Default: now. */
  readonly startedAtMs?: number;
}

const NAME = 'audience-sync';
const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;
/** Stands for every span while nothing is traced. */
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** `TraceFlags.SAMPLED`, as a plain number. */
const SAMPLED: number = TraceFlags.SAMPLED;

let on = false;

/** Begins to trace, when a collector is configured. Otherwise nothing of the SDK is loaded. */
export async function startTracing(env: TracingEnv, service: string, logger: AppLogger): Promise<Tracing> {
  const settings = tracingSettings(env, service);
  if (settings === null) return { shutdown: () => Promise.resolve() };
  const { startSdk } = await import('./tracing-sdk.ts');
  const sdk = startSdk(settings, logger);
  on = true;
  return {
    shutdown: () => {
      on = false;
      return sdk.shutdown();
    },
  };
}

/** A span that the caller ends. One that does nothing when nothing is traced. */
export function startSpan(name: string, options: SpanOptions = {}): Span {
  if (!on) return NO_SPAN;
  const { kind = 'internal', attributes = {}, parent, links, startedAtMs } = options;
  const within =
    parent === undefined
      ? context.active()
      : parent === null
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, parent);
  const more = {
    kind: KINDS[kind],
    attributes,
    links: links?.().map((one): Link => ({ context: one })) ?? [],
  };
  const started = startedAtMs === undefined ? more : { ...more, startTime: startedAtMs };
  return trace.getTracer(NAME).startSpan(name, started, within);
}

/** Does the work inside a span, which is active meanwhile, and ends with it. What is thrown marks it as failed. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  if (!on) return work(NO_SPAN);
  const span = startSpan(name, options);
  return withSpan(span, async () => {
    try {
      return await work(span);
    } catch (error) {
      failSpan(span, error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Does the work while the span is active. */
export function withSpan<T>(span: Span, work: () => T): T {
  return on ? context.with(trace.setSpan(context.active(), span), work) : work();
}

/** Does the work while no span is active. */
export function withoutSpan<T>(work: () => T): T {
  return on ? context.with(ROOT_CONTEXT, work) : work();
}

/** Says that it failed, and in what way: never an error's own words, which may hold anything. */
export function failSpan(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
  span.setAttribute('error.type', type);
}

/** The span that is active. */
export function activeSpan(): Span {
  return (on && trace.getActiveSpan()) || NO_SPAN;
}

/** Where the active span is, if it is recorded. */
export function activeSpanContext(): SpanContext | null {
  return sampledContext(activeSpan());
}

/** Where a span is, if it is recorded. */
export function sampledContext(span: Span): SpanContext | null {
  const found = span.spanContext();
  return (found.traceFlags & SAMPLED) === SAMPLED ? found : null;
}

/** The span of whoever called us, by the W3C header `traceparent`. Null: it named none. */
export function callerSpan(headers: Readonly<Record<string, unknown>>): SpanContext | null {
  return (on && trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers))) || null;
}
