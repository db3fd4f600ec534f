import { type ConnectionStatus } from '@audience-sync/domain';

/** What a request is authorised with. `accessToken` is clear text: never log or keep a grant. */
export interface Grant {
  readonly status: ConnectionStatus;
  /** Grows with every stored pair of tokens; tells a stale token from a dead one. */
  readonly tokenVersion: number;
  readonly accessToken: string;
  /** Pinterest has refused this very token: nothing may be sent with it. */
  readonly isRefused: boolean;
}

/** The stored grants of connections. */
export interface Grants {
  /** As stored at this moment. Null: the connection is gone, or its tokens are. */
  current(connectionId: string): Promise<Grant | null>;
  /** Pinterest refused the token of that version. To be noted before anybody else can send with it. */
  noteRefusal(connectionId: string, tokenVersion: number): Promise<void>;
}

/** `renewed`: there is a newer token now, whoever fetched it. `refused`: a person must connect again. `failed`: try later. */
export type Renewal = 'renewed' | 'refused' | 'failed';

/** Replaces a token that Pinterest refused, once, however many senders ask. */
export interface GrantRenewal {
  renew(connectionId: string, refusedVersion: number): Promise<Renewal>;
}
