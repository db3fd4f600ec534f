import {
  type AttemptOutcome,
  type AttemptReport,
  type LeasedBatch,
  type Transport,
} from '@audience-sync/batching-scheduler';
import { type AudienceStatus, HOLD_REASONS } from '@audience-sync/domain';
import { isPinterestError, type PinterestError } from '@audience-sync/pinterest-client';
import { type Timing } from '../timing.ts';
import { isUnanswered, judgeRefusal, reportOf } from './answer-outcome.ts';
import { type BatchDelivery } from './batch-delivery.ts';
import { type BatchSession, type OpenSession } from './batch-session.ts';
import { ConnectionClosedError } from './connection-closed.error.ts';
import { type DeliveryTarget, type DeliveryTargets } from './delivery-target.ts';
import { type GrantRenewal } from './grants.port.ts';
import { NotSentError } from './not-sent.error.ts';
import { type RefusalRecorder } from './refusal-recorder.port.ts';
import { TokenRefusedError } from './token-refused.error.ts';

/** How the transport tells of a batch whose first request left. */
export type SentObserver = (batch: LeasedBatch, firstSentAtMs: number) => void;

const REST_AFTER_FAILURE_MS = 1_000;
const CLOSED: ReadonlySet<AudienceStatus> = new Set(['DELETED', 'ARCHIVED']);
const GONE: AttemptOutcome = { kind: 'hold', scope: 'group', reason: HOLD_REASONS.audienceGone };
const OFF: AttemptOutcome = { kind: 'hold', scope: 'group', reason: HOLD_REASONS.adAccountOff };

/** The scheduler's way to Pinterest: sends one batch and says what became of it, by the table of answers. */
export class PinterestTransport implements Transport {
  constructor(
    private readonly targets: DeliveryTargets,
    private readonly delivery: BatchDelivery,
    private readonly openSession: OpenSession,
    private readonly renewal: GrantRenewal,
    private readonly recorder: RefusalRecorder,
    private readonly parts: { readonly timing: Timing; readonly onSent: SentObserver },
  ) {}

  async send(batch: LeasedBatch, signal: AbortSignal): Promise<AttemptOutcome> {
    if (batch.items.keys.length === 0) return { kind: 'accepted' };
    try {
      const target = await this.target(batch);
      if (target === null || CLOSED.has(target.status)) return GONE;
      if (!target.isSelected) return OFF;
      return await this.attempt(batch, target, signal);
    } catch (error) {
      if (error instanceof NotSentError)
        return { kind: 'deferred', untilMs: error.untilMs, reason: error.reason };
      if (error instanceof ConnectionClosedError)
        return { kind: 'hold', scope: 'flow', reason: error.holdReason };
      throw error;
    }
  }

  private async attempt(
    batch: LeasedBatch,
    target: DeliveryTarget,
    signal: AbortSignal,
  ): Promise<AttemptOutcome> {
    const refused = await this.deliver(batch, target, signal);
    if (!(refused instanceof TokenRefused)) return refused;
    switch (await this.renewal.renew(target.connectionId, refused.version)) {
      case 'renewed':
        return this.lastTry(batch, target, signal);
      case 'refused':
        return { kind: 'hold', scope: 'flow', reason: HOLD_REASONS.token, report: refused.report };
      case 'failed':
        return { kind: 'retry', reason: 'TOKEN_RENEWAL_FAILED', report: refused.report };
    }
  }

  /** With the renewed token, once: a loop of renewals would hide a login that Pinterest refuses for good. */
  private async lastTry(
    batch: LeasedBatch,
    target: DeliveryTarget,
    signal: AbortSignal,
  ): Promise<AttemptOutcome> {
    const outcome = await this.deliver(batch, target, signal);
    if (!(outcome instanceof TokenRefused)) return outcome;
    return { kind: 'retry', reason: 'TOKEN_REFUSED_AGAIN', report: outcome.report };
  }

  private async deliver(
    batch: LeasedBatch,
    target: DeliveryTarget,
    signal: AbortSignal,
  ): Promise<AttemptOutcome | TokenRefused> {
    const session = this.openSession(batch, target, signal);
    try {
      await this.delivery.deliver(batch, target, session.api, signal);
      return { kind: 'accepted', report: session.api.report };
    } catch (error) {
      if (isPinterestError(error)) return await this.judge(error, target, session);
      if (error instanceof TokenRefusedError)
        return new TokenRefused({ message: error.message }, error.tokenVersion);
      if (signal.aborted) return this.aborted(session);
      throw error;
    } finally {
      const { firstSentAtMs } = session.authority;
      if (firstSentAtMs !== null) this.parts.onSent(batch, firstSentAtMs);
    }
  }

  private async judge(
    error: PinterestError,
    target: DeliveryTarget,
    { authority }: BatchSession,
  ): Promise<AttemptOutcome | TokenRefused> {
    if (error.kind === 'token') return new TokenRefused(reportOf(error), authority.usedVersion ?? 0);
    const { outcome, consequence } = judgeRefusal(error, this.parts.timing.now());
    await this.recorder.record(consequence, target, error);
    return isUnanswered(error) ? unanswered(outcome, authority.overAtMs) : outcome;
  }

  /** What was in the air may have arrived; what was not goes back as it was. */
  private aborted({ authority }: BatchSession): AttemptOutcome {
    if (authority.firstSentAtMs !== null)
      return { kind: 'retry', reason: 'ABORTED', overAtMs: authority.overAtMs };
    return { kind: 'deferred', untilMs: this.parts.timing.now(), reason: 'stopping' };
  }

  private async target(batch: LeasedBatch): Promise<DeliveryTarget | null> {
    return this.targets.find(batch.groupId).catch((cause: unknown) => {
      throw new NotSentError('store', this.parts.timing.now() + REST_AFTER_FAILURE_MS, { cause });
    });
  }
}

/** Nothing opposite leaves before the batch is settled, so what still comes of this try cannot undo what was said later. */
function unanswered(outcome: AttemptOutcome, overAtMs: number): AttemptOutcome {
  return outcome.kind === 'retry' ? { ...outcome, overAtMs } : outcome;
}

/** Pinterest refuses the token, now or before. */
class TokenRefused {
  constructor(
    readonly report: AttemptReport,
    readonly version: number,
  ) {}
}
