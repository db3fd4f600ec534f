// Real: the sandbox over HTTP. Mocked: its clock, which stands still until a test moves it.
import { account, people, type Reply, TestSandbox, type TestUser, USERS } from './sandbox-client.ts';

const statusesOf = (replies: Reply[]): number[] => replies.map(({ status }) => status);

describe('limits', () => {
  let sandbox: TestSandbox;
  afterEach(() => sandbox.close());

  async function userWithList(
    userId = USERS.business,
  ): Promise<{ user: TestUser; write: () => Promise<Reply> }> {
    const user = await sandbox.connect(userId);
    const { json } = await user.get('/ad_accounts?page_size=1');
    const adAccountId = String((json['items'] as { id: string }[])[0]?.id);
    const listId = await user.createList(adAccountId, people(0, 1));
    sandbox.advance(60_000);
    return { user, write: () => user.patchList(adAccountId, listId, 'ADD', people(1, 2)) };
  }

  it('refuses the eighth write of a user in a second, and keeps account of it', async () => {
    sandbox = await TestSandbox.start();
    const { write } = await userWithList();
    const replies = await Promise.all(Array.from({ length: 10 }, write));
    expect(statusesOf(replies).sort()).toEqual([...Array<number>(7).fill(200), 429, 429, 429]);
    const refused = replies.find(({ status }) => status === 429);
    expect(refused?.json).toMatchObject({ code: 8, status: 'failure' });
    expect(refused?.headers.get('x-ratelimit-limit')).toBe('7');
    expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(refused?.headers.get('x-ratelimit-reset')).toBe('1');
    expect(refused?.headers.has('retry-after')).toBe(false);
    sandbox.advance(1_000);
    expect((await write()).status).toBe(200);
    expect(await sandbox.tally(USERS.business)).toMatchObject({
      received: 12,
      accepted: 9,
      refused: 3,
      refusedByReason: { requests_per_second: 3 },
      answered429: 3,
      maxRequestsInAnySecond: 10,
      maxAdmittedInAnySecond: 7,
    });
  });

  it('counts creates, updates and audience edits together, and users apart', async () => {
    sandbox = await TestSandbox.start({ requestsPerSecond: 3 });
    const { user, write } = await userWithList();
    const other = await userWithList(USERS.agency);
    const replies = [
      await write(),
      await user.createAudience(account(1), { audience_type: 'PERSONA', name: 'A', rule: {} }),
      await user.send('POST', `/ad_accounts/${account(2)}/customer_lists`, {
        name: 'B',
        records: people(0, 1)[0],
      }),
      await write(),
    ];
    expect(statusesOf(replies)).toEqual([200, 200, 200, 429]);
    expect((await user.get('/ad_accounts')).status).toBe(200);
    expect((await other.write()).status).toBe(200);
  });

  it('counts a write that is refused for its content', async () => {
    sandbox = await TestSandbox.start({ requestsPerSecond: 1 });
    const { user } = await userWithList();
    const bad = () => user.send('POST', `/ad_accounts/${account(1)}/customer_lists`, {});
    expect([(await bad()).status, (await bad()).status]).toEqual([400, 429]);
  });

  it('refuses by the quota of the minute, shows what is left of it, and says Retry-After when switched on', async () => {
    sandbox = await TestSandbox.start({
      requestsPerSecond: 50,
      quotas: { ads_write: { requests: 5, seconds: 60 } },
      unknowns: { sendRetryAfter: true },
    });
    const { write } = await userWithList();
    const replies = [
      await write(),
      await write(),
      await write(),
      await write(),
      await write(),
      await write(),
    ];
    expect(statusesOf(replies)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(replies.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual([
      '4',
      '3',
      '2',
      '1',
      '0',
      '0',
    ]);
    expect(replies[5]?.headers.get('retry-after')).toBe('60');
    sandbox.advance(60_000);
    expect((await write()).status).toBe(200);
    expect(await sandbox.tally(USERS.business)).toMatchObject({ refusedByReason: { category_quota: 1 } });
  });

  it('shares the quota of Trial access among all users of the app', async () => {
    sandbox = await TestSandbox.start({
      accessTier: 'trial',
      quotas: { ads_write: { requests: 4, seconds: 86_400 } },
    });
    const one = await userWithList(USERS.business);
    const two = await userWithList(USERS.agency);
    const replies = [await one.write(), await two.write(), await one.write(), await two.write()];
    expect(statusesOf(replies)).toEqual([200, 200, 429, 429]);
    expect(Number(replies[2]?.headers.get('x-ratelimit-reset'))).toBeGreaterThan(86_000);
  });

  it.each([
    ['refusals', [false, true]],
    ['never', [false, false]],
  ] as const)('sends rate headers on %s only when switched so', async (rateHeaders, expected) => {
    sandbox = await TestSandbox.start({ requestsPerSecond: 1, unknowns: { rateHeaders } });
    const { write } = await userWithList();
    const replies = [await write(), await write()];
    expect(replies.map(({ headers }) => headers.has('x-ratelimit-limit'))).toEqual(expected);
  });

  it('refuses nothing when unlimited', async () => {
    sandbox = await TestSandbox.start({ unlimited: true });
    const { write } = await userWithList();
    const replies = await Promise.all(Array.from({ length: 500 }, write));
    expect(new Set(statusesOf(replies))).toEqual(new Set([200]));
  });
});
