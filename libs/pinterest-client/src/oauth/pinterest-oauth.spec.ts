import { type PinterestHooks } from '../hooks.ts';
import { FakePinterest } from '../testing/fake-pinterest.ts';
import { PinterestOAuth } from './pinterest-oauth.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

function setUp(hooks: PinterestHooks = {}) {
  const pinterest = new FakePinterest();
  const oauth = new PinterestOAuth({
    clientId: 'app:1',
    clientSecret: 'fake-sécret',
    fetch: pinterest.fetch,
    hooks,
  });
  return { pinterest, oauth };
}

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

describe('authorizationUrl', () => {
  it('asks for exactly these scopes and this redirect', () => {
    const url = setUp().oauth.authorizationUrl({
      redirectUri: 'https://brand.example/callback?x=1',
      scopes: ['ads:read', 'ads:write'],
      state: 'a&b',
    });
    expect(url).toBe(
      'https://www.pinterest.com/oauth/?client_id=app%3A1&redirect_uri=https%3A%2F%2Fbrand.example%2Fcallback%3Fx%3D1' +
        '&response_type=code&scope=ads%3Aread%2Cads%3Awrite&state=a%26b',
    );
  });

  it('can point elsewhere', () => {
    const oauth = new PinterestOAuth({
      clientId: 'app',
      clientSecret: 'fake',
      oauthUrl: 'http://127.0.0.1:4000/oauth/',
    });
    const url = oauth.authorizationUrl({ redirectUri: 'http://127.0.0.1/cb', scopes: [], state: 's' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4000\/oauth\/\?client_id=app&/);
  });
});

describe('the token endpoint', () => {
  it('is sent a form with HTTP Basic and continuous_refresh, and answers a grant', async () => {
    const { oauth, pinterest } = setUp();
    const grant = await oauth.exchangeCode({ code: 'c-1', redirectUri: 'https://brand.example/cb' });
    expect(pinterest.calls()).toMatchObject([
      {
        operation: 'oauth/token',
        headers: {
          authorization: `Basic ${Buffer.from('app:1:fake-sécret').toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: {
          grant_type: 'authorization_code',
          code: 'c-1',
          redirect_uri: 'https://brand.example/cb',
          continuous_refresh: 'true',
        },
      },
    ]);
    expect(grant).toEqual({
      accessToken: 'pina_fake',
      refreshToken: 'pinr_fake',
      accessTokenExpiresAt: after(2_592_000),
      refreshTokenExpiresAt: after(5_184_000),
      scopes: ['ads:read', 'ads:write', 'user_accounts:read'],
      tokenType: 'bearer',
    });
  });

  it('refreshes, and leaves out what Pinterest did not send', async () => {
    const { oauth, pinterest } = setUp();
    pinterest.once('oauth/token', {
      body: { access_token: 'pina_2', expires_in: 60, scope: 'ads:read ads:write' },
    });
    expect(await oauth.refresh({ refreshToken: 'pinr_1' })).toEqual({
      accessToken: 'pina_2',
      accessTokenExpiresAt: after(60),
      scopes: ['ads:read', 'ads:write'],
      tokenType: 'bearer',
    });
    expect(pinterest.calls()[0]?.body).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'pinr_1',
      continuous_refresh: 'true',
    });
  });

  it('counts as org_read for a limiter, which learns no secret', async () => {
    const requests: unknown[] = [];
    const { oauth } = setUp({ onRequest: (request) => requests.push(request) });
    await oauth.refresh({ refreshToken: 'pinr_1' });
    expect(requests).toMatchObject([
      { operation: 'oauth/token', rateCategory: 'org_read', path: '/oauth/token' },
    ]);
    expect(JSON.stringify(requests)).not.toMatch(/pinr|fake/);
  });

  it('warns that the refresh token may be used up when the answer was lost', async () => {
    const { oauth, pinterest } = setUp();
    pinterest.once('oauth/token', { networkError: 'ECONNRESET' });
    const lost = oauth.refresh({ refreshToken: 'pinr_1' });
    await expect(lost).rejects.toMatchObject({ kind: 'transient', maybeApplied: true });
    await expect(lost).rejects.toThrow(/may be used up/);
  });
});
