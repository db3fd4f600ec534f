import { type OauthState } from '@audience-sync/persistence';

/** How a visit at Pinterest ended. */
export type CallbackOutcome =
  | {
      readonly kind: 'connected';
      readonly begunBy: OauthState;
      readonly connectionId: string;
      readonly username: string;
      /** Null: Pinterest did not list them now. */
      readonly adAccounts: number | null;
      readonly reconnected: boolean;
      readonly missingScopes: readonly string[];
    }
  | {
      readonly kind: 'failed';
      /** Null: nobody knows who began. */
      readonly begunBy: OauthState | null;
      readonly status: 400 | 403 | 502 | 503;
      /** For programs, such as `access_denied`. */
      readonly error: string;
      /** For people. */
      readonly message: string;
    };

export type CallbackFailure = Extract<CallbackOutcome, { kind: 'failed' }>;
