import { OauthStatesRepository, type OauthState } from '@audience-sync/persistence';
import { isPinterestError, type TokenGrant } from '@audience-sync/pinterest-client';
import { Injectable, Logger } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { Authenticator as Passport } from 'passport';

import { QuotaExhaustedError } from '../pinterest/read-gate.ts';
import { type CallbackFailure, type CallbackOutcome } from './callback-outcome.ts';
import { ConnectService } from './connect.service.ts';
import { PinterestStrategy } from './pinterest.strategy.ts';

/** What passport found. */
interface Verified {
  readonly grant: TokenGrant;
  readonly begunBy: OauthState;
}

const ERROR_NAME = /^[a-z_]{1,64}$/;

/** Judges what a browser brings back from Pinterest. */
@Injectable()
export class OAuthCallbackService {
  private readonly logger = new Logger(OAuthCallbackService.name);
  private readonly passport = new Passport();

  constructor(
    strategy: PinterestStrategy,
    private readonly states: OauthStatesRepository,
    private readonly connecting: ConnectService,
  ) {
    this.passport.use(strategy);
  }

  async receive(request: Request, response: Response): Promise<CallbackOutcome> {
    const { error, code, state } = request.query;
    if (typeof error === 'string') return this.refused(error, state);
    if (typeof code !== 'string' || code === '') return this.withoutCode(state);
    if (typeof state !== 'string') return unknownState();
    const verified = await this.verify(request, response);
    return 'kind' in verified ? verified : this.complete(verified);
  }

  /** The person, or Pinterest, said no. The state is used up all the same. */
  private async refused(error: string, state: unknown): Promise<CallbackFailure> {
    const name = ERROR_NAME.test(error) ? error : 'error';
    const message =
      name === 'access_denied'
        ? 'Access was not granted. Nothing was connected.'
        : `Pinterest reported an error (${name}). Nothing was connected.`;
    return { kind: 'failed', begunBy: await this.consume(state), status: 400, error: name, message };
  }

  private async withoutCode(state: unknown): Promise<CallbackFailure> {
    const message = 'Pinterest sent no code. Begin again.';
    return {
      kind: 'failed',
      begunBy: await this.consume(state),
      status: 400,
      error: 'missing_code',
      message,
    };
  }

  private consume(state: unknown): Promise<OauthState | null> {
    return typeof state === 'string' ? this.states.consume(state) : Promise.resolve(null);
  }

  private verify(request: Request, response: Response): Promise<Verified | CallbackFailure> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, grant: unknown, info: unknown): void => {
        if (error) this.judge(error).then(resolve, reject);
        else if (!grant) resolve(unknownState());
        else resolve({ grant: grant as TokenGrant, begunBy: (info as { state: OauthState }).state });
      };
      const run = this.passport.authenticate('pinterest', { session: false }, done) as unknown as Middleware;
      run(request, response, reject);
    });
  }

  private async complete({ grant, begunBy }: Verified): Promise<CallbackOutcome> {
    try {
      return await this.connecting.complete(grant, begunBy);
    } catch (error) {
      return { ...(await this.judge(error)), begunBy };
    }
  }

  /** Pinterest did not do its part; anything else is ours and thrown on. */
  private judge(error: unknown): Promise<CallbackFailure> {
    const cause = (error as { oauthError?: unknown } | null)?.oauthError ?? error;
    if (cause instanceof QuotaExhaustedError) return Promise.resolve(busy());
    if (!isPinterestError(cause))
      return Promise.reject(cause instanceof Error ? cause : new Error(String(cause)));
    this.logger.warn({ err: cause }, 'a connection could not be made');
    const message = 'Pinterest did not complete the connection. Begin again in a moment.';
    return Promise.resolve({
      kind: 'failed',
      begunBy: null,
      status: 502,
      error: `pinterest_${cause.kind}`,
      message,
    });
  }
}

type Middleware = (request: Request, response: Response, next: (error: unknown) => void) => void;

function busy(): CallbackFailure {
  const message = 'Pinterest cannot be asked at this moment. Begin again in a moment.';
  return { kind: 'failed', begunBy: null, status: 503, error: 'try_again', message };
}

function unknownState(): CallbackFailure {
  const message = 'This link was used before, has expired, or was not made here. Begin again.';
  return { kind: 'failed', begunBy: null, status: 403, error: 'invalid_state', message };
}
