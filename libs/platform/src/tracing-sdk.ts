// Loaded only when a collector is configured.
import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type AppLogger } from './app-logger.ts';
import { samplerOf } from './trace-sampler.ts';
import { type Tracing } from './tracing.ts';
import { type TracingSettings } from './tracing-env.ts';
import { WatchedExporter } from './watched-exporter.ts';

const SEND_EVERY_MS = 2_000;
const SEND_LIMIT_MS = 5_000;
const SHUTDOWN_LIMIT_MS = 3_000;
/** Spans that may wait; more are dropped, so that a collector that is away costs no memory. */
const MAX_WAITING = 4_096;

export function startSdk(
  { url, headers, service, sampler, ratio }: TracingSettings,
  logger: AppLogger,
): Tracing {
  const otlp = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: SEND_LIMIT_MS });
  const processor = new BatchSpanProcessor({
    exporter: new WatchedExporter(otlp, logger),
    scheduledDelayMillis: SEND_EVERY_MS,
    exportTimeoutMillis: SEND_LIMIT_MS,
    maxQueueSize: MAX_WAITING,
  });
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
    sampler: samplerOf(sampler, ratio),
    spanProcessors: [processor],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    async shutdown() {
      // What could not be sent was told of already, and is no reason to end badly.
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, sleep(SHUTDOWN_LIMIT_MS, undefined, { ref: false })]);
      for (const api of [trace, propagation, context]) api.disable();
    },
  };
}
