import { TraceFlags } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { type SamplerName } from './tracing-env.ts';

/** The sampler of that standard name; but what is linked to something that is recorded is recorded too. */
export function samplerOf(name: SamplerName, ratio: number): Sampler {
  return followingLinks(named(name, ratio));
}

function named(name: SamplerName, ratio: number): Sampler {
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
}

/** A batch carries the users of many calls, so none is its parent; it is followed when any of them is. */
function followingLinks(rest: Sampler): Sampler {
  return {
    shouldSample(context, traceId, spanName, kind, attributes, links) {
      const isFollowed = links.some(({ context: { traceFlags } }) => (traceFlags & TraceFlags.SAMPLED) !== 0);
      if (isFollowed) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
      return rest.shouldSample(context, traceId, spanName, kind, attributes, links);
    },
    toString: () => `FollowingLinks{${rest.toString()}}`,
  };
}
