import { z } from 'zod';
import { httpUrl, oneOf } from './env-settings.ts';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type SamplerName = (typeof SAMPLERS)[number];

/** `name=value` pairs with commas between, values percent-encoded. */
const headers = () =>
  z
    .string()
    .default('')
    .transform((text, problems): Readonly<Record<string, string>> => {
      const pairs = text.split(',').map((pair) => /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair));
      try {
        if (text === '' || pairs.every((pair) => pair !== null))
          return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', decodeURIComponent(pair[2] ?? '')]] : []))); // prettier-ignore
      } catch {
        // it is told below
      }
      problems.addIssue('must be name=value pairs with commas between, values percent-encoded');
      return {};
    });

/** A part of the whole, from 0 to 1. */
const ratio = (fallback: number) =>
  z
    .string()
    .refine((text) => /^\d*\.?\d+$/.test(text) && Number(text) <= 1, {
      error: 'must be a number from 0 to 1',
    })
    .transform(Number)
    .default(fallback);

/** Where traces go, by the standard variables. Without an endpoint nothing is traced. https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export const tracingEnv = {
  /** The collector; spans go to `/v1/traces` there. */
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl().optional(),
  /** The whole address for spans, instead. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl().optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_TRACES_SAMPLER: oneOf(SAMPLERS, 'parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: ratio(1),
};

/** {@link tracingEnv}, read. */
export type TracingEnv = Readonly<z.output<z.ZodObject<typeof tracingEnv>>>;

export interface TracingSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly service: string;
  readonly sampler: SamplerName;
  readonly ratio: number;
}

/** Null: nobody wants traces. */
export function tracingSettings(env: TracingEnv, service: string): TracingSettings | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = env;
  const url = own ?? (base === undefined ? undefined : `${base}/v1/traces`);
  if (url === undefined) return null;
  return {
    url,
    headers: env.OTEL_EXPORTER_OTLP_HEADERS,
    service: env.OTEL_SERVICE_NAME ?? `audience-sync-${service}`,
    sampler: env.OTEL_TRACES_SAMPLER,
    ratio: env.OTEL_TRACES_SAMPLER_ARG,
  };
}
