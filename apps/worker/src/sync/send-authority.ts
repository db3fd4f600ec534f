import { type LeasedBatch } from '@audience-sync/batching-scheduler';
import { HOLD_REASONS } from '@audience-sync/domain';
import { type Timing } from '../timing.ts';
import { ConnectionClosedError } from './connection-closed.error.ts';
import { type Grant, type Grants } from './grants.port.ts';
import { NotSentError } from './not-sent.error.ts';
import { TokenRefusedError } from './token-refused.error.ts';

/** Room between the last moment of a request and the end of the lease, for settling. */
const LEASE_MARGIN_MS = 5_000;
const STORE_REST_MS = 1_000;

export interface SendLimits {
  readonly requestTimeoutMs: number;
  /** How long after it was sent a request without an answer may still be carried out. */
  readonly unansweredWaitMs: number;
}

/**
 * The last look before a request leaves: after its permit, which may have taken seconds. The batch must still be
 * ours until the request is over, answered or not, and the connection alive; the token is read as it is stored at this moment.
 */
export class SendAuthority {
  /** The version of the token that the latest request was given. */
  usedVersion: number | null = null;
  /** When the first request left. */
  firstSentAtMs: number | null = null;
  /** When the latest request left. */
  private lastSentAtMs = 0;

  constructor(
    private readonly batch: LeasedBatch,
    private readonly connectionId: string,
    private readonly grants: Grants,
    private readonly limits: SendLimits,
    private readonly timing: Timing,
    private readonly signal: AbortSignal,
  ) {}

  async token(): Promise<string> {
    const grant = await this.currentGrant();
    this.checkLease();
    this.usedVersion = grant.tokenVersion;
    this.lastSentAtMs = this.timing.now();
    this.firstSentAtMs ??= this.lastSentAtMs;
    return grant.accessToken;
  }

  /** When the latest request, had it no answer, is surely over. Repeated before, it could be overtaken by itself. */
  get overAtMs(): number {
    return this.lastSentAtMs + this.limits.unansweredWaitMs;
  }

  private async currentGrant(): Promise<Grant> {
    const grant = await this.grants.current(this.connectionId).catch((cause: unknown) => {
      throw new NotSentError('store', this.timing.now() + STORE_REST_MS, { cause });
    });
    if (grant === null || grant.status === 'DISCONNECTED')
      throw new ConnectionClosedError(HOLD_REASONS.disconnected);
    if (grant.status === 'INVALID_TOKEN') throw new ConnectionClosedError(HOLD_REASONS.token);
    if (grant.isRefused) throw new TokenRefusedError(grant.tokenVersion);
    return grant;
  }

  /** Pinterest refused the token that the latest request was given. */
  async noteRefusal(): Promise<void> {
    if (this.usedVersion !== null) await this.grants.noteRefusal(this.connectionId, this.usedVersion);
  }

  private checkLease(): void {
    const nowMs = this.timing.now();
    if (this.signal.aborted) throw new NotSentError('stopping', nowMs);
    const { requestTimeoutMs, unansweredWaitMs } = this.limits;
    if (nowMs + Math.max(requestTimeoutMs + LEASE_MARGIN_MS, unansweredWaitMs) > this.batch.leaseUntilMs)
      throw new NotSentError('lease', nowMs);
  }
}
