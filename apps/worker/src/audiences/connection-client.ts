import { type AudienceDelivery } from '@audience-sync/persistence';
import { type FetchLike, PinterestClient } from '@audience-sync/pinterest-client';
import { type RequestGate } from '../limits/request-gate.ts';
import { type SessionSettings } from '../sync/batch-session.ts';
import { type Grants } from '../sync/grants.port.ts';

/** Opens connections for what is not the delivery of users. Every request keeps the quotas. */
export class ConnectionClient {
  constructor(
    private readonly grants: Grants,
    private readonly gate: RequestGate,
    private readonly fetch: FetchLike,
    private readonly settings: Omit<SessionSettings, 'unansweredWaitMs'>,
  ) {}

  /** Null: somebody must connect Pinterest again first. */
  async open({ id, pinterestUserId }: AudienceDelivery['connection']): Promise<PinterestClient | null> {
    const grant = await this.grants.current(id);
    if (grant === null || grant.status === 'INVALID_TOKEN' || grant.isRefused) return null;
    return new PinterestClient({
      baseUrl: this.settings.apiUrl,
      timeoutMs: this.settings.requestTimeoutMs,
      accessToken: grant.accessToken,
      hooks: this.gate.hooksFor(pinterestUserId),
      fetch: this.fetch,
    });
  }
}
