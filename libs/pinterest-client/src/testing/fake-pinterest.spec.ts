import { PinterestClient } from '../client.ts';
import { FakePinterest } from './fake-pinterest.ts';

const clientOf = ({ fetch }: FakePinterest) => new PinterestClient({ accessToken: 'pina_fake', fetch });
const statusOf = (call: Promise<{ meta: { status: number } }>) =>
  call.then(
    ({ meta }) => meta.status,
    (error: { httpStatus: number }) => error.httpStatus,
  );

describe('FakePinterest', () => {
  it('gives queued answers first, then the standing one, by operation', async () => {
    const pinterest = new FakePinterest()
      .always('user_account/get', { status: 500 })
      .once('user_account/get', { status: 429 }, { status: 401 });
    const client = clientOf(pinterest);
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn++) statuses.push(await statusOf(client.userAccount.get()));
    expect(statuses).toEqual([429, 401, 500, 500]);
    expect(await statusOf(client.adAccounts.list())).toBe(200);
  });

  it('lets a function answer by what it was asked, and remembers the calls', async () => {
    const pinterest = new FakePinterest().always('customer_lists/update', ({ body }) => ({
      status: body.operation_type === 'ADD' ? 200 : 403,
    }));
    const { customerLists, userAccount } = clientOf(pinterest);
    expect(await statusOf(customerLists.update('1', '2', { operationType: 'ADD', records: 'aa' }))).toBe(200);
    expect(await statusOf(customerLists.update('1', '2', { operationType: 'REMOVE', records: 'aa' }))).toBe(
      403,
    );
    await userAccount.get();
    expect(pinterest.calls()).toHaveLength(3);
    expect(pinterest.calls('customer_lists/update').map(({ body }) => body.operation_type)).toEqual([
      'ADD',
      'REMOVE',
    ]);
  });

  it('refuses a request that Pinterest would not know', async () => {
    const init = {
      method: 'DELETE',
      headers: {},
      signal: new AbortController().signal,
      redirect: 'manual',
    } as const;
    const asked = new FakePinterest().fetch('https://api.pinterest.com/v5/ad_accounts/1', init);
    await expect(asked).rejects.toThrow('FakePinterest knows no operation DELETE /v5/ad_accounts/1');
  });
});
