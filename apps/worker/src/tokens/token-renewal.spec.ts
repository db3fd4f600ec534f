import { PinterestError, type PinterestErrorDetails, type TokenGrant } from '@audience-sync/pinterest-client';
import { type LoginStore, type LoginWriter, type StoredLogin } from './login-store.port.ts';
import { type TokenEndpoint } from './token-endpoint.port.ts';
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
    accessToken: 'pina_fake_old',
    refreshToken: 'pinr_fake_old',
    renewalTriedAt: null,
  };
  readonly told: string[] = [];
  /** How often storing fails before it works. */
  failures = 0;
  private line: Promise<unknown> = Promise.resolve();

  locked<T>(_id: string, work: (login: StoredLogin | null, write: LoginWriter) => Promise<T>): Promise<T> {
    const result = this.line.then(() => work(this.login, this));
    this.line = result.catch(() => undefined);
    return result;
  }

  announce(): Promise<void> {
    return this.tell('announced');
  }

  noteFailure(): Promise<void> {
    this.login = { ...this.login, renewalTriedAt: new Date(NOW_MS) };
    return this.tell('failed');
  }

  markEnding(): Promise<void> {
    return this.tell('ending');
  }

  storeGrant(grant: TokenGrant): Promise<void> {
    if (this.failures-- > 0) return Promise.reject(new Error('Postgres is away'));
    const refreshToken = grant.refreshToken ?? this.login.refreshToken;
    this.login = { ...this.login, refreshToken, tokenVersion: this.login.tokenVersion + 1 };
    return this.tell('stored');
  }

  markInvalid(): Promise<void> {
    this.login = { ...this.login, status: 'INVALID_TOKEN' };
    return this.tell('invalid');
  }

  private tell(what: string): Promise<void> {
    this.told.push(what);
    return Promise.resolve();
  }
}

const refusal = (kind: PinterestErrorDetails['kind'], httpStatus: number | null, maybeApplied = false) =>
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
    maybeApplied,
    spam: false,
    concurrentWrites: false,
    timedOut: false,
    networkCode: null,
  });

/** A token endpoint that answers what it is told, in that order, the last for ever. */
class FakeEndpoint implements TokenEndpoint {
  readonly asked: string[] = [];
  acceptsToken = true;

  constructor(private readonly answers: (TokenGrant | PinterestError)[] = [GRANT]) {}

  refresh(_login: StoredLogin, refreshToken: string): Promise<TokenGrant> {
    this.asked.push(refreshToken);
    const [answer = GRANT] = this.answers.length > 1 ? this.answers.splice(0, 1) : this.answers;
    return answer instanceof PinterestError ? Promise.reject(answer) : Promise.resolve(answer);
  }

  accepts(): Promise<boolean> {
    this.asked.push('probe');
    return Promise.resolve(this.acceptsToken);
  }
}

const NOW_MS = 1_700_000_000_000;
const OLD = 'pinr_fake_old';
const lost = refusal('transient', null, true);

describe('TokenRenewal', () => {
  const clock = { nowMs: NOW_MS };
  let logins: FakeLogins;
  beforeEach(() => {
    clock.nowMs = NOW_MS;
    logins = new FakeLogins();
  });
  const renewalBy = (endpoint: TokenEndpoint) =>
    new TokenRenewal(logins, endpoint, {
      restMs: 5_000,
      now: () => clock.nowMs,
      onRenewal: () => undefined,
    });

  it('refreshes once for ten senders who met the same dead token', async () => {
    const endpoint = new FakeEndpoint();
    const renewal = renewalBy(endpoint);
    const answers = await Promise.all(Array.from({ length: 10 }, () => renewal.renew('con_1', 1)));
    expect(new Set(answers)).toEqual(new Set(['renewed']));
    expect(endpoint.asked).toEqual([OLD]);
    expect(logins.told).toEqual(['announced', 'stored']);
  });

  it('refreshes once when two processes meet it together', async () => {
    const endpoint = new FakeEndpoint();
    const [one, other] = [renewalBy(endpoint), renewalBy(endpoint)];
    await expect(Promise.all([one.renew('con_1', 1), other.renew('con_1', 1)])).resolves.toEqual([
      'renewed',
      'renewed',
    ]);
    expect(endpoint.asked).toEqual([OLD]);
    expect(logins.login).toMatchObject({ tokenVersion: 2, refreshToken: 'pinr_fake_new' });
  });

  it('marks the connection invalid when Pinterest refuses the grant, and asks no second time', async () => {
    const endpoint = new FakeEndpoint([refusal('token', 400)]);
    const renewal = renewalBy(endpoint);
    await expect(renewal.renew('con_1', 1)).resolves.toBe('refused');
    await expect(renewal.renew('con_1', 1)).resolves.toBe('refused');
    expect(logins.login.status).toBe('INVALID_TOKEN');
    expect(endpoint.asked).toEqual([OLD]);
  });

  it('keeps the connection alive when the token endpoint is down, and rests before the next try', async () => {
    const endpoint = new FakeEndpoint([refusal('transient', 503)]);
    const renewal = renewalBy(endpoint);
    await expect(renewal.renew('con_1', 1)).resolves.toBe('failed');
    expect(logins.login).toMatchObject({ status: 'ACTIVE', tokenVersion: 1 });
    await expect(renewal.renew('con_1', 1)).resolves.toBe('failed');
    expect(endpoint.asked).toHaveLength(1);
    clock.nowMs += 5_000;
    await renewal.renew('con_1', 1);
    expect(endpoint.asked).toHaveLength(2);
  });

  describe('when the answer was lost', () => {
    it('tries the old refresh token once more at once', async () => {
      const endpoint = new FakeEndpoint([lost, GRANT]);
      await expect(renewalBy(endpoint).renew('con_1', 1)).resolves.toBe('renewed');
      expect(endpoint.asked).toEqual([OLD, OLD]);
    });

    it('goes on with the access token when the refresh token was used up by it', async () => {
      const endpoint = new FakeEndpoint([lost, refusal('token', 401)]);
      await expect(renewalBy(endpoint).renewAhead('con_1', 1)).resolves.toBe('kept');
      expect(endpoint.asked).toEqual([OLD, OLD, 'probe']);
      expect(logins.told).toEqual(['announced', 'ending']);
      expect(logins.login.status).toBe('ACTIVE');
    });

    it('needs a person when the access token is dead as well', async () => {
      const endpoint = new FakeEndpoint([lost, refusal('token', 401)]);
      endpoint.acceptsToken = false;
      await expect(renewalBy(endpoint).renewAhead('con_1', 1)).resolves.toBe('refused');
      expect(logins.told).toEqual(['announced', 'invalid']);
    });
  });

  it('stores tokens later that could not be stored when they came, without asking again', async () => {
    const endpoint = new FakeEndpoint();
    const renewal = renewalBy(endpoint);
    logins.failures = 1;
    await expect(renewal.renew('con_1', 1)).resolves.toBe('failed');
    clock.nowMs += 5_000;
    await expect(renewal.renew('con_1', 1)).resolves.toBe('renewed');
    expect(endpoint.asked).toEqual([OLD]);
    expect(logins.login).toMatchObject({ tokenVersion: 2, refreshToken: 'pinr_fake_new' });
  });

  it('needs a person when Pinterest gave no refresh token', async () => {
    logins.login = { ...logins.login, refreshToken: null };
    const endpoint = new FakeEndpoint();
    await expect(renewalBy(endpoint).renew('con_1', 1)).resolves.toBe('refused');
    expect(endpoint.asked).toEqual([]);
  });
});
