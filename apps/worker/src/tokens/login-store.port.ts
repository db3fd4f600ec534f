import { type ConnectionStatus } from '@audience-sync/domain';
import { type TokenGrant } from '@audience-sync/pinterest-client';

/** The stored grant of a connection, in clear text: never log or keep one. */
export interface StoredLogin {
  readonly connectionId: string;
  readonly pinterestUserId: string;
  readonly status: ConnectionStatus;
  readonly tokenVersion: number;
  readonly accessToken: string;
  /** Null: Pinterest gave none; then a person must connect again. */
  readonly refreshToken: string | null;
  /** When these tokens were last tried to be renewed, or were made by a renewal. Null: a person's own grant. */
  readonly renewalTriedAt: Date | null;
}

/** What the holder of a connection's refresh lock may do; each is one transaction. */
export interface LoginWriter {
  /** Shows the connection as `REFRESHING` until the lock is given back. */
  announce(): Promise<void>;
  /** Stores both tokens and the next version. */
  storeGrant(grant: TokenGrant): Promise<void>;
  /** Notes that a try failed and may be repeated later. */
  noteFailure(): Promise<void>;
  /** Pinterest does not renew the grant any more, and its access token still works. `words` are shown to people. */
  markEnding(words: string): Promise<void>;
  /** Marks the connection `INVALID_TOKEN` and parks everything that goes through it. `words` are shown to people. */
  markInvalid(words: string): Promise<void>;
}

export interface LoginStore {
  /** Runs `work` as the only one, over all processes, who may refresh this connection. */
  locked<T>(
    connectionId: string,
    work: (login: StoredLogin | null, write: LoginWriter) => Promise<T>,
  ): Promise<T>;
}
