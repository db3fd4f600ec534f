// Real: the sandbox over HTTP. Mocked: its clock, which stands still until a test moves it.
import { account, TestSandbox, USERS } from './sandbox-client.ts';

describe('users and ad accounts', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await TestSandbox.start();
  });
  afterAll(() => sandbox.close());

  it('shows who the token belongs to, or who owns an ad account', async () => {
    const user = await sandbox.connect(USERS.business);
    const self = await user.get('/user_account');
    expect(self.json).toMatchObject({
      id: USERS.business,
      username: 'sandbox_business_one',
      account_type: 'BUSINESS',
    });
    const owner = await user.get(`/user_account?ad_account_id=${account(4)}`);
    expect(owner.json['id']).toBe(USERS.partner);
    const stranger = await user.get(`/user_account?ad_account_id=${account(7)}`);
    expect([stranger.status, stranger.json['code']]).toEqual([403, 403]);
  });

  it('lists own and shared accounts with the roles in them', async () => {
    const user = await sandbox.connect(USERS.business);
    const all = await user.all('/ad_accounts');
    expect(all.map((item) => item['permissions'])).toEqual([
      ['OWNER'],
      ['OWNER'],
      ['OWNER'],
      ['ADMIN'],
      ['AUDIENCE_MANAGER'],
      ['ANALYST'],
    ]);
    const own = await user.all('/ad_accounts', { include_shared_accounts: 'false' });
    expect(own.map((item) => item['id'])).toEqual([account(1), account(2), account(3)]);
  });

  it('pages through more than 250 accounts', async () => {
    const user = await sandbox.connect(USERS.agency);
    const first = await user.get('/ad_accounts?page_size=250');
    expect(first.json['items']).toHaveLength(250);
    const all = await user.all('/ad_accounts', { page_size: '250' });
    expect(new Set(all.map((item) => item['id'])).size).toBe(310);
  });

  it('tells an account out of reach from one that does not exist', async () => {
    const user = await sandbox.connect(USERS.business);
    expect((await user.get(`/ad_accounts/${account(1)}`)).json).toMatchObject({
      id: account(1),
      owner: { id: USERS.business, username: 'sandbox_business_one' },
      country: 'US',
      currency: 'USD',
    });
    expect((await user.get(`/ad_accounts/${account(7)}`)).status).toBe(403);
    const missing = await user.get('/ad_accounts/1');
    expect([missing.status, missing.json]).toEqual([
      404,
      { code: 2, message: 'AdAccount not found.', status: 'failure' },
    ]);
    expect((await user.get('/ad_accounts/abc')).status).toBe(400);
  });

  it('shows whether the terms are accepted', async () => {
    const user = await sandbox.connect(USERS.noTerms);
    const [first] = await user.all('/ad_accounts');
    const terms = await user.get(`/ad_accounts/${String(first?.['id'])}/terms_of_service?include_html=true`);
    expect(terms.json).toMatchObject({ ad_account_id: first?.['id'], has_accepted: false });
    expect(terms.json['html']).toContain('<p>');
  });

  it('gives every answer a request id, and unknown paths and methods an error body', async () => {
    const user = await sandbox.connect(USERS.business);
    const answers = [
      await user.get('/boards'),
      await user.send('DELETE', '/ad_accounts'),
      await user.get('/ad_accounts'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 405, 200]);
    expect(answers[1]?.json).toEqual({ code: 5, message: 'Method not allowed.', status: 'failure' });
    for (const { headers } of answers) expect(headers.get('x-pinterest-rid')).toMatch(/^\d+$/);
  });
});
