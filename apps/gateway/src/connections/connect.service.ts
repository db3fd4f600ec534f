import { missingScopes, REQUIRED_SCOPES } from '@audience-sync/domain';
import { TopicBus, topics } from '@audience-sync/messaging';
import { type Grant, type OauthState } from '@audience-sync/persistence';
import { type PinterestClient, type TokenGrant, type UserAccount } from '@audience-sync/pinterest-client';
import { Injectable, Logger } from '@nestjs/common';

import { PinterestReads } from '../pinterest/pinterest-reads.ts';
import { Wakes } from '../scheduler/wakes.ts';
import { AdAccountReader } from './ad-account-reader.ts';
import { type CallbackOutcome } from './callback-outcome.ts';
import { GrantsService } from './grants.service.ts';

/** Whose quota the first question of a new login takes: Pinterest has not said yet who it is. */
const UNKNOWN_USER = 'connecting';
/** Without it Pinterest does not say who has connected. */
const IDENTITY_SCOPE = 'user_accounts:read';

/** Turns what Pinterest granted into a connection, and resumes what waited for it. */
@Injectable()
export class ConnectService {
  private readonly logger = new Logger(ConnectService.name);

  constructor(
    private readonly grants: GrantsService,
    private readonly reads: PinterestReads,
    private readonly reader: AdAccountReader,
    private readonly wakes: Wakes,
    private readonly bus: TopicBus,
  ) {}

  async complete(answer: TokenGrant, begunBy: OauthState): Promise<CallbackOutcome> {
    const grant = withScopes(answer);
    if (!grant.scopes.includes(IDENTITY_SCOPE)) return withoutIdentity(begunBy);
    const { data: user } = await this.reads.clientFor(UNKNOWN_USER, grant.accessToken).userAccount.get();
    const { connectionId, reconnected, flowIds } = await this.grants.save(grantOf(grant, user), begunBy);
    await this.wakes.dispatch(flowIds);
    const client = this.reads.clientFor(user.id, grant.accessToken);
    const adAccounts = await this.listAdAccounts(begunBy.workspaceId, connectionId, client);
    await this.bus.publish([topics.connection(connectionId)]);
    const username = user.username ?? user.id;
    return {
      kind: 'connected',
      ...{ begunBy, connectionId, username, adAccounts, reconnected },
      missingScopes: missingScopes(grant),
    };
  }

  /** The connection stands whatever comes of this: the list can be asked for again. */
  private async listAdAccounts(
    workspaceId: string,
    id: string,
    client: PinterestClient,
  ): Promise<number | null> {
    try {
      return await this.reader.saveAll({ workspaceId, id }, client);
    } catch (err) {
      this.logger.warn({ err, connectionId: id }, 'the ad accounts of a new connection could not be listed');
      return null;
    }
  }
}

/** An answer that names no scopes grants what was asked for (RFC 6749, 5.1). */
function withScopes(grant: TokenGrant): TokenGrant {
  return grant.scopes.length > 0 ? grant : { ...grant, scopes: REQUIRED_SCOPES };
}

function withoutIdentity(begunBy: OauthState): CallbackOutcome {
  const message = `Pinterest did not grant ${IDENTITY_SCOPE}, without which nobody knows who has connected. Begin again and grant all that is asked for.`;
  return { kind: 'failed', begunBy, status: 400, error: 'missing_scope', message };
}

function grantOf(grant: TokenGrant, user: UserAccount): Grant {
  return {
    pinterestUserId: user.id,
    username: user.username ?? user.id,
    scopes: grant.scopes,
    tokens: {
      accessToken: grant.accessToken,
      refreshToken: grant.refreshToken ?? null,
      accessExpiresAt: grant.accessTokenExpiresAt,
      refreshExpiresAt: grant.refreshTokenExpiresAt ?? null,
    },
  };
}
