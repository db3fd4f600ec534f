import { type LeasedBatch } from '@audience-sync/batching-scheduler';
import { type FetchLike, PinterestClient } from '@audience-sync/pinterest-client';
import { notingRefusals } from '../limits/refusal-notes.ts';
import { type RequestGate } from '../limits/request-gate.ts';
import { tracedRequests } from '../limits/traced-requests.ts';
import { type Timing } from '../timing.ts';
import { type DeliveryTarget } from './delivery-target.ts';
import { type Grants } from './grants.port.ts';
import { PinterestAudienceApi } from './pinterest-audience-api.ts';
import { SendAuthority, type SendLimits } from './send-authority.ts';

export interface SessionSettings extends Pick<SendLimits, 'requestTimeoutMs'> {
  readonly apiUrl: string;
}

/** What one attempt at a batch talks to Pinterest with. */
export interface BatchSession {
  readonly api: PinterestAudienceApi;
  readonly authority: SendAuthority;
}

export type OpenSession = (batch: LeasedBatch, target: DeliveryTarget, signal: AbortSignal) => BatchSession;

/** A client per attempt, so that its hook and its token source know the batch they speak for. */
export function sessionOpener(
  settings: SessionSettings & SendLimits,
  grants: Grants,
  gate: RequestGate,
  fetch: FetchLike,
  timing: Timing,
): OpenSession {
  return (batch, target, signal) => {
    const { connectionId, pinterestUserId, pinterestAdAccountId } = target;
    const authority = new SendAuthority(batch, connectionId, grants, settings, timing, signal);
    const client = new PinterestClient({
      baseUrl: settings.apiUrl,
      timeoutMs: settings.requestTimeoutMs,
      accessToken: () => authority.token(),
      hooks: [gate.hooksFor(pinterestUserId), notingRefusals(() => authority.noteRefusal()), tracedRequests],
      fetch,
    });
    return { api: new PinterestAudienceApi(client, pinterestAdAccountId, signal), authority };
  };
}
