import { randomBytes } from 'node:crypto';

import { AuditEventsRepository, OauthStatesRepository } from '@audience-sync/persistence';
import { REQUIRED_SCOPES } from '@audience-sync/domain';
import { PinterestOAuth } from '@audience-sync/pinterest-client';
import { BadRequestException, Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { InputProblem, InvalidInputError } from '../graphql/user-error.object.ts';
import { ConnectPinterestPayload } from './connection.results.ts';

/** The doors of OAuth, below the public address of the gateway. */
export const OAUTH_PATHS = { start: '/oauth/pinterest', callback: '/oauth/pinterest/callback' } as const;

const STATE_BYTES = 32;
const STATE = /^[\w-]{43}$/;
/** How long a person may take at Pinterest's page. */
const STATE_TTL_MS = 15 * 60_000;

export interface OAuthStartOptions {
  readonly publicUrl: string;
  readonly returnUrls: readonly string[];
}

/** Begins connections: one state a beginning, known as a hash, good for one use and one workspace. */
@Injectable()
export class OAuthStartService {
  constructor(
    private readonly states: OauthStatesRepository,
    private readonly oauth: PinterestOAuth,
    private readonly audit: AuditEventsRepository,
    private readonly options: OAuthStartOptions,
  ) {}

  async start(
    { workspaceId, keyId }: Caller,
    returnTo: string | null,
  ): Promise<ConnectPinterestPayload | InvalidInputError> {
    if (returnTo !== null && !mayReturnTo(returnTo, this.options.returnUrls)) return refusedReturn();
    const state = randomBytes(STATE_BYTES).toString('base64url');
    await this.states.create(state, { workspaceId, caller: keyId, returnTo }, STATE_TTL_MS);
    const event = { workspaceId, actor: keyId, action: 'connection.requested', detail: {} };
    await this.audit.record({ ...event, subjectType: 'workspace', subjectId: workspaceId });
    return new ConnectPinterestPayload(this.consentPage(state), new Date(Date.now() + STATE_TTL_MS));
  }

  /** Pinterest's consent page for a state. The state is looked at when it comes back, not here. */
  consentPage(state: unknown): string {
    if (typeof state !== 'string' || !STATE.test(state))
      throw new BadRequestException('A connection begins with the mutation connectPinterest.');
    const redirectUri = `${this.options.publicUrl}${OAUTH_PATHS.callback}`;
    return this.oauth.authorizationUrl({ redirectUri, scopes: REQUIRED_SCOPES, state });
  }
}

/** Only addresses below the configured ones, so that the gateway is no open redirect. */
export function mayReturnTo(address: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, pathname, username } = new URL(address);
  return allowed.some((one) => {
    const base = new URL(one);
    const below = base.pathname.replace(/\/$/, '');
    return (
      username === '' && origin === base.origin && (pathname === below || pathname.startsWith(`${below}/`))
    );
  });
}

const refusedReturn = (): InvalidInputError =>
  new InvalidInputError([
    new InputProblem(['input', 'returnTo'], 'This gateway does not send browsers to that address.'),
  ]);
