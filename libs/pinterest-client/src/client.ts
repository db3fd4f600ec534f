import { AdAccountOperations } from './api/ad-accounts.ts';
import { AudienceOperations } from './api/audiences.ts';
import { CustomerListOperations } from './api/customer-lists.ts';
import { UserAccountOperations } from './api/user-account.ts';
import { Transport, type TransportOptions } from './http/transport.ts';

/** What a {@link PinterestClient} is given; only `accessToken` is required. */
export interface PinterestClientOptions extends TransportOptions {
  /** The token, or where to get the current one: asked before each request. What it throws, the call rejects with. */
  readonly accessToken: string | (() => Promise<string> | string);
}

/**
 * Pinterest API v5 on behalf of one Pinterest login. Every operation resolves to `{ data, meta }` or rejects with
 * a {@link PinterestError}; nothing is retried and nothing is limited in here, so that the caller's own schedule stays true.
 *
 * @example
 * const client = new PinterestClient({ accessToken: 'pina_…' });
 * for await (const adAccount of client.adAccounts.iterate()) console.log(adAccount.name);
 */
export class PinterestClient {
  /** Who the token belongs to. */
  readonly userAccount: UserAccountOperations;
  /** Ad accounts and their terms of service. */
  readonly adAccounts: AdAccountOperations;
  /** Customer lists: what records are written to. */
  readonly customerLists: CustomerListOperations;
  /** Audiences: what ads aim at. */
  readonly audiences: AudienceOperations;

  constructor({ accessToken, ...options }: PinterestClientOptions) {
    const token = typeof accessToken === 'string' ? () => accessToken : accessToken;
    const transport = new Transport(options, async () => bearer(await token()));
    this.userAccount = new UserAccountOperations(transport);
    this.adAccounts = new AdAccountOperations(transport);
    this.customerLists = new CustomerListOperations(transport);
    this.audiences = new AudienceOperations(transport);
  }
}

/** Checked here, because `fetch` would quote a token that no header can hold in its own message. */
function bearer(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new TypeError('accessToken is empty or holds what no header may hold');
  return `Bearer ${token}`;
}
