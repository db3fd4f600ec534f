import { PinterestError, type PinterestErrorDetails, type TokenGrant } from '@audience-sync/pinterest-client';
import { type LoginStore, type LoginWriter, type StoredLogin } from './login-store.port.ts';
import { TokenRenewal } from './token-renewal.ts';

const GRANT: TokenGrant = {
  accessToken: 'pina_fake_new',
  refreshToken: 'pinr_fake_new',
  accessTokenExpiresAt: new Date(1_800_000_000_000),
  scopes: ['ads:write'],
  tokenType: 'bearer',
};

/** One connection in memory; `locked` runs one at a time, as the database's lock does. */
class FakeLogins implements LoginStore, LoginWriter {
  login: StoredLogin = {
    connectionId: 'con_1',
    pinterestUserId: '7001',
    status: 'ACTIVE',
    tokenVersion: 1,
    refreshToken: 'pinr_fake_old',
  };
  private line: Promise<unknown> = Promise.resolve();

  locked<T>(_id: string, work: (login: StoredLogin | null, write: LoginWriter) => Promise<T>): Promise<T> {
    const result = this.line.then(() => work(this.login, this));
    this.line = result.catch(() => undefined);
    return result;
  }

  storeGrant(grant: TokenGrant): Promise<void> {
    const refreshToken = grant.refreshToken ?? this.login.refreshToken;
    this.login = { ...this.login, refreshToken, tokenVersion: this.login.tokenVersion + 1 };
    return Promise.resolve();
  }

  markInvalid(): Promise<void> {
    this.login = { ...this.login, status: 'INVALID_TOKEN' };
    return Promise.resolve();
  }
}

const refusal = (kind: PinterestErrorDetails['kind'], httpStatus: number) =>
  new PinterestError({
    kind,
    operation: 'oauth/token',
    adAccountId: null,
    httpStatus,
    pinterestCode: null,
    pinterestMessage: null,
    requestId: null,
    rateLimit: null,
    retryAfterMs: null,
    retryable: false,
    reason: 'because',
    maybeApplied: false,
    spam: false,
    concurrentWrites: false,
    timedOut: false,
    networkCode: null,
  });

describe('TokenRenewal', () => {
  it('refreshes once for ten senders who met the same dead token', async () => {
    const logins = new FakeLogins();
    const refresh = jest.fn(() => Promise.resolve(GRANT));
    const renewal = new TokenRenewal(logins, refresh);
    const answers = await Promise.all(Array.from({ length: 10 }, () => renewal.renew('con_1', 1)));
    expect(new Set(answers)).toEqual(new Set(['renewed']));
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('refreshes once when two processes meet it together', async () => {
    const logins = new FakeLogins();
    const refresh = jest.fn(() => Promise.resolve(GRANT));
    const [one, other] = [new TokenRenewal(logins, refresh), new TokenRenewal(logins, refresh)];
    await expect(Promise.all([one.renew('con_1', 1), other.renew('con_1', 1)])).resolves.toEqual([
      'renewed',
      'renewed',
    ]);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(logins.login).toMatchObject({ tokenVersion: 2, refreshToken: 'pinr_fake_new' });
  });

  it('marks the connection invalid when Pinterest refuses the grant, and asks no second time', async () => {
    const logins = new FakeLogins();
    const refresh = jest.fn(() => Promise.reject(refusal('token', 400)));
    const renewal = new TokenRenewal(logins, refresh);
    await expect(renewal.renew('con_1', 1)).resolves.toBe('refused');
    await expect(renewal.renew('con_1', 1)).resolves.toBe('refused');
    expect(logins.login.status).toBe('INVALID_TOKEN');
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('keeps the connection alive when the token endpoint is down', async () => {
    const logins = new FakeLogins();
    const renewal = new TokenRenewal(logins, () => Promise.reject(refusal('transient', 503)));
    await expect(renewal.renew('con_1', 1)).resolves.toBe('failed');
    expect(logins.login).toMatchObject({ status: 'ACTIVE', tokenVersion: 1 });
  });
});
