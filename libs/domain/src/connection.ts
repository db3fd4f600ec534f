/**
 * - `ACTIVE`: tokens work;
 * - `REFRESHING`: new tokens are being fetched;
 * - `INVALID_TOKEN`: Pinterest refused them, somebody must connect again;
 * - `DISCONNECTED`: somebody disconnected; the tokens are deleted.
 */
export const CONNECTION_STATUSES = ['ACTIVE', 'REFRESHING', 'INVALID_TOKEN', 'DISCONNECTED'] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** One Pinterest login (an OAuth grant) of a workspace. Its tokens are kept apart from it. */
export interface Connection {
  readonly id: string;
  readonly workspaceId: string;
  readonly pinterestUserId: string;
  readonly username: string;
  readonly status: ConnectionStatus;
  readonly scopes: readonly string[];
  readonly accessExpiresAt: Date | null;
  readonly refreshExpiresAt: Date | null;
  /** Pinterest does not renew the grant (any more) since then; it ends with its access token. */
  readonly renewalRefusedAt: Date | null;
  /** When its ad accounts were last checked. */
  readonly preflightAt: Date | null;
  /** Goes up with every new pair of tokens. */
  readonly tokenVersion: number;
  /** Words for a marketer. */
  readonly lastError: string | null;
  readonly lastErrorCode: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The secrets of a connection, in clear. Never log, never store. */
export interface ConnectionTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly accessExpiresAt: Date;
  readonly refreshExpiresAt: Date | null;
  readonly tokenVersion: number;
}

/** The scopes that syncing needs. */
export const REQUIRED_SCOPES = ['ads:read', 'ads:write', 'user_accounts:read'] as const;

/** What syncing needs and Pinterest did not grant. */
export function missingScopes({ scopes }: Pick<Connection, 'scopes'>): readonly string[] {
  return REQUIRED_SCOPES.filter((scope) => !scopes.includes(scope));
}

/** Whether requests may be sent with this connection's tokens. */
export function isUsable(connection: Connection): boolean {
  return connection.status === 'ACTIVE' || connection.status === 'REFRESHING';
}
