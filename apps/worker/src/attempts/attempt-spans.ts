import { type AttemptOutcome, type LeasedBatch, originsOf } from '@audience-sync/batching-scheduler';
import { type CallOrigin, failSpan, inSpan, readOrigin, startSpan, withSpan } from '@audience-sync/platform';
import { isTrouble } from './attempt-line.ts';

type Span = ReturnType<typeof startSpan>;
type CallSpan = NonNullable<CallOrigin['span']>;

/** Calls that an attempt is linked to, at most. */
const MAX_LINKS = 100;

/** The spans of one attempt. It begins a trace of its own, linked to the calls whose users it carries. */
export class AttemptSpans {
  private constructor(readonly attempt: Span) {}

  static begin({ batchId, attempt, operation, items }: LeasedBatch, startedAtMs: number): AttemptSpans {
    return new AttemptSpans(
      startSpan('batch attempt', {
        kind: 'consumer',
        parent: null,
        links: () => linksOf(originsOf(items)),
        startedAtMs,
        attributes: {
          'audience_sync.batch_id': batchId,
          'audience_sync.attempt': attempt,
          'audience_sync.operation': operation,
          'audience_sync.users': items.count,
        },
      }),
    );
  }

  settling<T>(outcome: AttemptOutcome, settle: () => Promise<T>): Promise<T> {
    const attributes = { 'audience_sync.outcome': outcome.kind };
    return withSpan(this.attempt, () => inSpan('settle batch', { attributes }, settle));
  }

  end(outcome: AttemptOutcome): void {
    this.attempt.setAttribute('audience_sync.outcome', outcome.kind);
    if ('reason' in outcome && outcome.reason !== undefined)
      this.attempt.setAttribute('audience_sync.reason', outcome.reason);
    if (isTrouble(outcome)) failSpan(this.attempt, outcome.kind);
    this.attempt.end();
  }
}

function linksOf(origins: readonly string[]): readonly CallSpan[] {
  const spans = new Map<string, CallSpan>();
  for (const origin of origins) {
    const span = readOrigin(origin)?.span;
    if (span) spans.set(span.spanId, span);
    if (spans.size === MAX_LINKS) break;
  }
  return [...spans.values()];
}
