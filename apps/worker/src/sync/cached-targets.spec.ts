import { type AudienceDelivery } from '@audience-sync/persistence';
import { CachedTargets } from './cached-targets.ts';

const DELIVERY: AudienceDelivery = {
  audience: {
    id: 'aud_1',
    workspaceId: 'wks_1',
    connectionId: 'con_1',
    adAccountId: 'act_1',
    name: 'Loyal customers',
    description: null,
    status: 'READY',
    origin: 'CREATED',
    pinterestCustomerListId: '701',
    pinterestAudienceId: '801',
    listCreateStartedAt: new Date(5),
    size: null,
    pinterestStatus: null,
    sizeCheckedAt: null,
    linkedAt: null,
    pendingChange: null,
    problem: null,
    kind: 'CUSTOMER_LIST',
    actalike: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
  },
  adAccount: {
    id: 'act_1',
    connectionId: 'con_1',
    workspaceId: 'wks_1',
    pinterestAdAccountId: '549700000001',
    name: 'Shop',
    country: null,
    currency: null,
    permissions: ['OWNER'],
    selected: true,
    termsAccepted: true,
    missingSince: null,
    checkedAt: null,
    seenAt: new Date(0),
  },
  connection: {
    id: 'con_1',
    workspaceId: 'wks_1',
    pinterestUserId: '7001',
    username: 'shop',
    status: 'ACTIVE',
    scopes: [],
    accessExpiresAt: null,
    refreshExpiresAt: null,
    renewalRefusedAt: null,
    preflightAt: null,
    tokenVersion: 1,
    lastError: null,
    lastErrorCode: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
  },
};

describe('CachedTargets', () => {
  const setUp = () => {
    const clock = { nowMs: 0 };
    const read = jest.fn(() => Promise.resolve<AudienceDelivery | null>(DELIVERY));
    const timing = { now: () => clock.nowMs, pause: () => Promise.resolve() };
    return { clock, read, targets: new CachedTargets(read, 1_000, timing) };
  };

  it('reads once for all who ask within its age', async () => {
    const { clock, read, targets } = setUp();
    await Promise.all([targets.find('aud_1'), targets.find('aud_1')]);
    clock.nowMs = 999;
    await expect(targets.find('aud_1')).resolves.toMatchObject({
      customerListId: '701',
      pinterestUserId: '7001',
    });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('reads again when its age is over, or when told to forget', async () => {
    const { clock, read, targets } = setUp();
    await targets.find('aud_1');
    clock.nowMs = 1_000;
    await targets.find('aud_1');
    targets.forget('aud_1');
    await targets.find('aud_1');
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('does not remember a failure', async () => {
    const { read, targets } = setUp();
    read.mockRejectedValueOnce(new Error('postgres is away'));
    await expect(targets.find('aud_1')).rejects.toThrow('postgres is away');
    await expect(targets.find('aud_1')).resolves.toMatchObject({ audienceId: 'aud_1' });
  });

  it('forgets what is over once there are many', async () => {
    const { clock, targets } = setUp();
    for (let n = 0; n < 1_000; n += 1) await targets.find(`aud_${n}`);
    clock.nowMs = 5_000;
    await targets.find('aud_new');
    expect((targets as unknown as { remembered: Map<string, unknown> }).remembered.size).toBe(1);
  });
});
