import { type Connection, isUsable } from '@audience-sync/domain';
import { type FetchLike, PinterestClient } from '@audience-sync/pinterest-client';
import { notingRefusals } from '../limits/refusal-notes.ts';
import { type RequestGate } from '../limits/request-gate.ts';
import { type SessionSettings } from '../sync/batch-session.ts';
import { type Grants } from '../sync/grants.port.ts';

/** Clients for looking at Pinterest as a connection's user, inside its quotas. */
export class GrantedClients {
  constructor(
    private readonly grants: Grants,
    private readonly gate: RequestGate,
    private readonly fetch: FetchLike,
    private readonly settings: SessionSettings,
  ) {}

  /** Null: there is no token that Pinterest would take. */
  async open(connection: Connection): Promise<PinterestClient | null> {
    const { id, pinterestUserId } = connection;
    const grant = isUsable(connection) ? await this.grants.current(id) : null;
    if (grant === null || grant.isRefused) return null;
    const { accessToken, tokenVersion } = grant;
    return new PinterestClient({
      accessToken,
      baseUrl: this.settings.apiUrl,
      timeoutMs: this.settings.requestTimeoutMs,
      hooks: [
        this.gate.hooksFor(pinterestUserId),
        notingRefusals(() => this.grants.noteRefusal(id, tokenVersion)),
      ],
      fetch: this.fetch,
    });
  }
}
