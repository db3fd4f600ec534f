import { type Context, type Link, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { samplerOf } from './trace-sampler.ts';
import { type SamplerName } from './tracing-env.ts';

const spanOf = (traceFlags: TraceFlags) => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags,
});
const within = (flags: TraceFlags): Context => trace.setSpanContext(ROOT_CONTEXT, spanOf(flags));
const linkedTo = (flags: TraceFlags): Link => ({ context: spanOf(flags) });
const isSampled = (name: SamplerName, ratio: number, context: Context, links: Link[] = []): boolean =>
  samplerOf(name, ratio).shouldSample(context, 'f'.repeat(32), 'span', SpanKind.INTERNAL, {}, links)
    .decision === SamplingDecision.RECORD_AND_SAMPLED;

it.each([
  ['always_on', 1, [true, true, true]],
  ['always_off', 1, [false, false, false]],
  ['traceidratio', 1, [true, true, true]],
  ['traceidratio', 0, [false, false, false]],
  ['parentbased_always_on', 1, [true, true, false]],
  ['parentbased_always_off', 1, [false, true, false]],
  ['parentbased_traceidratio', 1, [true, true, false]],
  ['parentbased_traceidratio', 0, [false, true, false]],
] as const)(
  '%s %d records roots, children of what is recorded, and of what is not: %j',
  (name, ratio, expected) => {
    const contexts = [ROOT_CONTEXT, within(TraceFlags.SAMPLED), within(TraceFlags.NONE)];
    expect(contexts.map((context) => isSampled(name, ratio, context))).toEqual(expected);
  },
);

it('records what is linked to something that is recorded', () => {
  expect(isSampled('traceidratio', 0, ROOT_CONTEXT, [linkedTo(TraceFlags.NONE)])).toBe(false);
  const links = [linkedTo(TraceFlags.NONE), linkedTo(TraceFlags.SAMPLED)];
  expect(isSampled('traceidratio', 0, ROOT_CONTEXT, links)).toBe(true);
});
