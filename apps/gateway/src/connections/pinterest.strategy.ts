import { type OauthStatesRepository } from '@audience-sync/persistence';
import { type PinterestOAuth, type TokenGrant } from '@audience-sync/pinterest-client';
import { type Request } from 'express';
import OAuth2Strategy from 'passport-oauth2';

export interface PinterestStrategyOptions {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The exact redirect address that the app is registered with. */
  readonly callbackUrl: string;
  readonly scopes: readonly string[];
}

const UNUSABLE = 'This link was used before, has expired, or was not made here.';

type StoreDone = OAuth2Strategy.StateStoreStoreCallback;
type VerifyStateDone = OAuth2Strategy.StateStoreVerifyCallback;

/** States are made by `connectPinterest`; here they are only used up. The number of parameters tells passport what to pass. */
class UsedUpStates implements OAuth2Strategy.StateStore {
  constructor(private readonly states: OauthStatesRepository) {}

  store(_request: Request, _meta: OAuth2Strategy.Metadata | StoreDone, done?: StoreDone): void {
    done?.(new Error('A connection begins with connectPinterest.'), undefined);
  }

  verify(
    _request: Request,
    state: string,
    _meta: OAuth2Strategy.Metadata | VerifyStateDone,
    done?: VerifyStateDone,
  ): void {
    this.states.consume(state).then(
      (begunBy) => done?.(null, begunBy !== null, begunBy ?? { message: UNUSABLE }),
      (error: Error) => done?.(error, false, undefined),
    );
  }
}

type TokenDone = (error: unknown, accessToken?: string, refreshToken?: string, parameters?: unknown) => void;
type VerifyDone = (error: unknown, user?: Express.User) => void;

/**
 * Pinterest's authorization code flow for passport. The exchange is our own client's: HTTP Basic, a form, and
 * `continuous_refresh`, with time-outs and typed errors (the stock one sends the secret in the body).
 */
export class PinterestStrategy extends OAuth2Strategy {
  override name = 'pinterest';

  constructor(options: PinterestStrategyOptions, states: OauthStatesRepository, oauth: PinterestOAuth) {
    super(
      {
        authorizationURL: options.authorizationUrl,
        tokenURL: options.tokenUrl,
        clientID: options.clientId,
        clientSecret: options.clientSecret,
        callbackURL: options.callbackUrl,
        scope: [...options.scopes],
        scopeSeparator: ',',
        skipUserProfile: true,
        store: new UsedUpStates(states),
      },
      (_access: string, _refresh: string, grant: TokenGrant, _profile: unknown, done: VerifyDone) =>
        done(null, grant),
    );
    const exchange = (code: string, _parameters: unknown, done: TokenDone): void => {
      oauth.exchangeCode({ code, redirectUri: options.callbackUrl }).then(
        (grant) => done(null, grant.accessToken, grant.refreshToken, grant),
        (error: unknown) => done(error),
      );
    };
    Object.assign(this._oauth2, { getOAuthAccessToken: exchange });
  }
}
