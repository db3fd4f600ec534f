import { isPinterestError, type TokenGrant } from '@audience-sync/pinterest-client';
import { type GrantRenewal, type Renewal } from '../sync/grants.port.ts';
import { type LoginStore, type LoginWriter, type StoredLogin } from './login-store.port.ts';
import { type TokenEndpoint } from './token-endpoint.port.ts';

/** `kept`: Pinterest does not renew the grant, and its access token works on until it ends by itself. */
export type AheadRenewal = Renewal | 'kept';

/** Why a renewal is wanted: Pinterest refused the access token, or its time is nearly over. */
type Cause = 'refused' | 'due';

export interface RenewalSettings {
  /** Between two tries for one login: neither a broken endpoint nor a login that is refused at once is hammered. */
  readonly restMs: number;
  readonly now: () => number;
  readonly onRenewal: (outcome: AheadRenewal) => void;
}

const INVALID =
  'Pinterest does not accept this login any more: it was revoked, its password was changed, or its user lost access. Connect it again.';
const ENDING =
  'Pinterest does not renew this login any more. It works until it ends; connect it again before.';

/**
 * Renews a login once, however many senders and processes meet its end together: in this process they share one call,
 * among processes a lock decides, and who comes second sees the newer version and asks for nothing.
 */
export class TokenRenewal implements GrantRenewal {
  private readonly running = new Map<string, Promise<AheadRenewal>>();
  /** New tokens that could not be stored when they came: the old refresh token may be used up. */
  private readonly unsaved = new Map<string, TokenGrant>();

  constructor(
    private readonly logins: LoginStore,
    private readonly endpoint: TokenEndpoint,
    private readonly settings: RenewalSettings,
  ) {}

  async renew(connectionId: string, refusedVersion: number): Promise<Renewal> {
    const outcome = await this.share(connectionId, refusedVersion, 'refused');
    return outcome === 'kept' ? 'failed' : outcome;
  }

  /** Before anybody has been refused. */
  renewAhead(connectionId: string, version: number): Promise<AheadRenewal> {
    return this.share(connectionId, version, 'due');
  }

  private share(connectionId: string, version: number, cause: Cause): Promise<AheadRenewal> {
    const key = `${connectionId} ${version} ${cause}`;
    return this.running.get(key) ?? this.start(key, connectionId, version, cause);
  }

  private start(key: string, connectionId: string, version: number, cause: Cause): Promise<AheadRenewal> {
    const renewal = this.logins
      .locked(connectionId, (login, write) => this.decide(login, version, cause, write))
      .finally(() => this.running.delete(key));
    renewal.then(this.settings.onRenewal, () => undefined);
    this.running.set(key, renewal);
    return renewal;
  }

  private async decide(
    login: StoredLogin | null,
    version: number,
    cause: Cause,
    write: LoginWriter,
  ): Promise<AheadRenewal> {
    if (login === null || login.status === 'DISCONNECTED' || login.status === 'INVALID_TOKEN')
      return 'refused';
    if (login.tokenVersion !== version) {
      this.unsaved.delete(keyOf({ connectionId: login.connectionId, tokenVersion: version }));
      return 'renewed';
    }
    if (login.refreshToken === null) return this.ended(login, cause, write);
    if (this.mustRest(login)) return 'failed';
    await write.announce();
    try {
      await this.store(login, write, await this.grantFor(login, login.refreshToken));
      return 'renewed';
    } catch (error) {
      if (isRefusal(error)) return this.ended(login, cause, write);
      await write.noteFailure().catch(() => undefined);
      return 'failed';
    }
  }

  /** When the answer was lost, the refresh token may be used up, or may work once more: nobody knows before trying. */
  private async grantFor(login: StoredLogin, refreshToken: string): Promise<TokenGrant> {
    const unsaved = this.unsaved.get(keyOf(login));
    if (unsaved) return unsaved;
    return this.endpoint.refresh(login, refreshToken).catch((error: unknown) => {
      if (isPinterestError(error) && error.maybeApplied) return this.endpoint.refresh(login, refreshToken);
      throw error;
    });
  }

  private async store(login: StoredLogin, write: LoginWriter, grant: TokenGrant): Promise<void> {
    this.unsaved.set(keyOf(login), grant);
    await write.storeGrant(grant);
    this.unsaved.delete(keyOf(login));
  }

  /** Nothing renews this grant. As long as its access token works nobody is stopped: there is time to connect again. */
  private async ended(login: StoredLogin, cause: Cause, write: LoginWriter): Promise<AheadRenewal> {
    if (cause === 'due' && (await this.endpoint.accepts(login).catch(() => true))) {
      await write.markEnding(ENDING);
      return 'kept';
    }
    await write.markInvalid(INVALID);
    return 'refused';
  }

  private mustRest({ renewalTriedAt }: StoredLogin): boolean {
    const { now, restMs } = this.settings;
    return renewalTriedAt !== null && now() - renewalTriedAt.getTime() < restMs;
  }
}

const keyOf = ({ connectionId, tokenVersion }: Pick<StoredLogin, 'connectionId' | 'tokenVersion'>): string =>
  `${connectionId} ${tokenVersion}`;

/** The grant itself was refused; anything else (no answer, no permit, our own store) is worth another try. */
function isRefusal(error: unknown): boolean {
  return isPinterestError(error) && (error.kind === 'token' || error.kind === 'permission');
}
