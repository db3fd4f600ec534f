// Real: the sandbox over HTTP. Mocked: its clock, which stands still until a test moves it.
import { account, REDIRECT_URI, TestSandbox, USERS } from './sandbox-client.ts';

describe('OAuth', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await TestSandbox.start();
  });
  afterEach(() => sandbox.close());

  const exchange = (form: Record<string, string>) =>
    sandbox.token({
      grant_type: 'authorization_code',
      redirect_uri: REDIRECT_URI,
      continuous_refresh: 'true',
      ...form,
    });
  const refresh = (token: string) => sandbox.token({ grant_type: 'refresh_token', refresh_token: token });

  it('shows a consent page with every user and what is asked for', async () => {
    const response = await sandbox.consent({ state: 's1' });
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    for (const id of Object.values(USERS)) expect(html).toContain(`value="${id}"`);
    expect(html).toContain('Sandbox Business One');
    expect(html).toContain('ads:write');
  });

  it('sends the code and the state back when the form is agreed to', async () => {
    const body = new URLSearchParams({ user: USERS.partner, decision: 'allow' });
    const response = await sandbox.consent({ state: 'a/b=c d' }, { method: 'POST', body });
    const location = new URL(response.headers.get('location') ?? '');
    expect(response.status).toBe(302);
    expect(location.href.startsWith(REDIRECT_URI)).toBe(true);
    expect(location.searchParams.get('state')).toBe('a/b=c d');
    const tokens = await exchange({ code: location.searchParams.get('code') ?? '' });
    expect(tokens.json).toMatchObject({ token_type: 'bearer', response_type: 'authorization_code' });
  });

  it.each([
    ['the form', { method: 'POST', body: 'decision=deny' }, {}],
    ['a script', {}, { auto_user: 'deny' }],
  ])('sends access_denied back when %s says no', async (_, init, query) => {
    const response = await sandbox.consent({ state: 's1', ...query }, init);
    const parameters = new URL(response.headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(parameters)).toEqual({ error: 'access_denied', state: 's1' });
  });

  it('never sends anybody to a wrong address, and does not run what it shows', async () => {
    const response = await sandbox.consent({ client_id: '<script>alert(1)</script>' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).not.toContain('<script>');
    const unknownUser = await sandbox.consent({ auto_user: '1' });
    expect(unknownUser.status).toBe(400);
  });

  it.each(['wrong:secret', 'sandbox-client-id:', ''])('refuses the credentials "%s"', async (credentials) => {
    const code = await sandbox.code(USERS.business);
    const form = { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI, code };
    const refused = await sandbox.token(form, credentials);
    expect(refused.status).toBe(401);
    expect(refused.json).toEqual({ code: 2, message: 'Authentication failed.', status: 'failure' });
    expect((await sandbox.token(form)).status).toBe(200);
  });

  it('takes a code once and for its redirect URI only', async () => {
    const code = await sandbox.code(USERS.business);
    const wrong = await exchange({ code, redirect_uri: `${REDIRECT_URI}/` });
    expect(wrong.status).toBe(401);
    expect(wrong.json).toEqual({
      code: 283,
      message: 'The authorization grant is invalid.',
      status: 'failure',
    });
    expect((await exchange({ code })).status).toBe(200);
    expect((await exchange({ code })).status).toBe(401);
  });

  it('needs continuous_refresh=true for a refresh token', async () => {
    const { json } = await exchange({
      code: await sandbox.code(USERS.business),
      continuous_refresh: 'false',
    });
    expect(json).toHaveProperty('access_token');
    expect(json).not.toHaveProperty('refresh_token');
  });

  it('rotates refresh tokens', async () => {
    const user = await sandbox.connect(USERS.business);
    const first = await refresh(user.refreshToken);
    expect(first.json).toMatchObject({
      response_type: 'refresh_token',
      refresh_token: expect.any(String) as string,
      refresh_token_expires_in: 5_184_000,
      refresh_token_expires_at: expect.any(Number) as number,
    });
    expect((await refresh(user.refreshToken)).status).toBe(401);
    expect((await refresh(String(first.json['refresh_token']))).status).toBe(200);
  });

  it('refuses client_credentials, other grants and missing fields clearly', async () => {
    const client = await sandbox.token({ grant_type: 'client_credentials', scope: 'ads:read' });
    expect(client.status).toBe(400);
    expect(client.json['message']).toContain('client_credentials');
    expect((await sandbox.token({ grant_type: 'password' })).status).toBe(400);
    expect((await sandbox.token({})).status).toBe(400);
    const noCode = await sandbox.token({ grant_type: 'authorization_code', redirect_uri: REDIRECT_URI });
    expect(noCode.json['message']).toContain("'code'");
  });

  it('revokes no token of an ordinary user, as the official text says', async () => {
    const user = await sandbox.connect(USERS.business);
    const refused = await sandbox.token({ token: user.accessToken }, undefined, '/oauth/token/revoke');
    expect([refused.status, refused.json['code']]).toEqual([403, 29]);
    expect((await user.get('/user_account')).status).toBe(200);
  });

  it('refuses expired and revoked access tokens with 401 code 2', async () => {
    const user = await sandbox.connect(USERS.business);
    await sandbox.control('POST', '/tokens/revoke', { userId: USERS.business });
    expect((await user.get('/user_account')).json).toEqual({
      code: 2,
      message: 'Authentication failed.',
      status: 'failure',
    });
    expect((await refresh(user.refreshToken)).status).toBe(401);
    const again = await sandbox.connect(USERS.business);
    expect((await again.get('/user_account')).status).toBe(200);
    sandbox.advance(31 * 86_400_000);
    expect((await again.get('/user_account')).status).toBe(401);
    expect((await refresh(again.refreshToken)).status).toBe(200);
  });

  it('refuses with 401 code 3 what the token has no scope for', async () => {
    const user = await sandbox.connect(USERS.business, 'ads:read');
    const refused = await user.send('POST', `/ad_accounts/${account(1)}/customer_lists`, {
      name: 'A',
      records: 'x',
    });
    expect([refused.status, refused.json['code']]).toEqual([401, 3]);
    expect((await user.get('/user_account')).status).toBe(401);
    expect((await user.get('/ad_accounts')).status).toBe(200);
  });
});
