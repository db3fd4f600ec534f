import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry of its own (no global state), with the process' own metrics, every sample labelled with the service. */
export function createMetricsRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}
