import { isPinterestError, type TokenGrant } from '@audience-sync/pinterest-client';
import { type GrantRenewal, type Renewal } from '../sync/grants.port.ts';
import { type LoginStore, type LoginWriter, type StoredLogin } from './login-store.port.ts';

/** Asks Pinterest for new tokens, inside the quota of the login's user. */
export type RefreshTokens = (pinterestUserId: string, refreshToken: string) => Promise<TokenGrant>;

/**
 * Renews a login once, however many senders and processes meet its end together: in this process they share one call,
 * among processes a lock decides, and who comes second sees the newer version and asks for nothing.
 */
export class TokenRenewal implements GrantRenewal {
  private readonly running = new Map<string, Promise<Renewal>>();

  constructor(
    private readonly logins: LoginStore,
    private readonly refresh: RefreshTokens,
    private readonly onRenewal: (outcome: Renewal) => void = () => undefined,
  ) {}

  renew(connectionId: string, refusedVersion: number): Promise<Renewal> {
    const key = `${connectionId} ${refusedVersion}`;
    return this.running.get(key) ?? this.start(key, connectionId, refusedVersion);
  }

  private start(key: string, connectionId: string, refusedVersion: number): Promise<Renewal> {
    const renewal = this.logins
      .locked(connectionId, (login, write) => this.decide(login, refusedVersion, write))
      .finally(() => this.running.delete(key));
    renewal.then(this.onRenewal, () => undefined);
    this.running.set(key, renewal);
    return renewal;
  }

  private async decide(
    login: StoredLogin | null,
    refusedVersion: number,
    write: LoginWriter,
  ): Promise<Renewal> {
    if (login === null || login.status === 'DISCONNECTED' || login.status === 'INVALID_TOKEN')
      return 'refused';
    if (login.tokenVersion !== refusedVersion) return 'renewed';
    if (login.refreshToken === null) return this.refused(write);
    try {
      await write.storeGrant(await this.refresh(login.pinterestUserId, login.refreshToken));
      return 'renewed';
    } catch (error) {
      return isRefusal(error) ? this.refused(write) : 'failed';
    }
  }

  private async refused(write: LoginWriter): Promise<Renewal> {
    await write.markInvalid('Pinterest does not accept this login any more. Connect it again.');
    return 'refused';
  }
}

/** The grant itself was refused; anything else (no answer, no permit, our own store) is worth another try. */
function isRefusal(error: unknown): boolean {
  return isPinterestError(error) && (error.kind === 'token' || error.kind === 'permission');
}
