// Real: Postgres. Pinterest is not asked: its ids are made up.
import { eventually } from '@audience-sync/test-kit';
import { type Brand, openStage, seedBrand, type Stage } from './stage.ts';

let stage: Stage;
let brand: Brand;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  brand = await seedBrand(stage);
});
afterAll(() => stage.close());

const found = async () => stage.repositories.audiences.find(brand.workspaceId, brand.audience.id);
const target = () => ({ connectionId: brand.connectionId, adAccountId: brand.adAccountId });

describe('coming to be at Pinterest', () => {
  it('is the work of one, however many ask', async () => {
    const { audienceLinks } = stage.repositories;
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => audienceLinks.claimCreator(brand.audience.id, 60_000)),
    );
    expect(claims.filter((claim) => claim !== null)).toEqual([
      { audienceId: brand.audience.id, until: expect.any(Date) as Date, listMayExist: false },
    ]);
    expect((await found())?.status).toBe('CREATING');
  });

  it('goes from list to audience, and is over then', async () => {
    const { audienceLinks } = stage.repositories;
    const { id } = brand.audience;
    await audienceLinks.claimCreator(id, 60_000);
    await audienceLinks.markListStarted(id);
    expect(await audienceLinks.linkAudience(id, 'too early')).toBe(false);
    expect(await audienceLinks.linkList(id, '901')).toBe(true);
    expect(await audienceLinks.linkList(id, '901')).toBe(true);
    expect(await audienceLinks.linkList(id, '902')).toBe(false);
    expect(await audienceLinks.linkAudience(id, '801')).toBe(true);
    expect(await audienceLinks.linkAudience(id, '801')).toBe(true);
    expect(await audienceLinks.linkAudience(id, '802')).toBe(false);
    expect(await found()).toMatchObject({
      status: 'READY',
      pinterestCustomerListId: '901',
      pinterestAudienceId: '801',
    });
    expect(await audienceLinks.claimCreator(id, 60_000)).toBeNull();
  });

  it('can be taken up by the next one after a release, and after a lease ran out', async () => {
    const { audienceLinks } = stage.repositories;
    const { id } = brand.audience;
    const first = await audienceLinks.claimCreator(id, 60_000);
    if (first) await audienceLinks.releaseCreator(first);
    const second = await audienceLinks.claimCreator(id, 1);
    expect(second?.listMayExist).toBe(false);
    await audienceLinks.markListStarted(id);
    const third = await eventually(async () => {
      const claim = await audienceLinks.claimCreator(id, 60_000);
      expect(claim).not.toBeNull();
      return claim;
    });
    expect(third?.listMayExist).toBe(true);
    if (second) await audienceLinks.releaseCreator(second);
    expect(await audienceLinks.claimCreator(id, 60_000)).toBeNull();
  });

  it('keeps the moment of the first request for a list until that was refused or linked', async () => {
    const { audienceLinks } = stage.repositories;
    const { id } = brand.audience;
    await audienceLinks.markListStarted(id);
    const first = (await found())?.listCreateStartedAt;
    await audienceLinks.markListStarted(id);
    expect((await found())?.listCreateStartedAt).toEqual(first);
    await audienceLinks.clearListStarted(id);
    expect((await found())?.listCreateStartedAt).toBeNull();
    await audienceLinks.markListStarted(id);
    await audienceLinks.linkList(id, '901');
    await audienceLinks.clearListStarted(id);
    expect(await found()).toMatchObject({
      listCreateStartedAt: expect.any(Date) as Date,
      pinterestCustomerListId: '901',
    });
  });

  it('may be renewed while it lasts, by its holder alone', async () => {
    const { audienceLinks } = stage.repositories;
    const { id } = brand.audience;
    const first = await audienceLinks.claimCreator(id, 60_000);
    if (first === null) throw new Error('nobody was creating');
    const renewed = await audienceLinks.renewCreator(first, 1);
    expect(renewed).not.toBeNull();
    expect(await audienceLinks.renewCreator(first, 60_000)).toBeNull();
    const next = await eventually(async () => {
      const claim = await audienceLinks.claimCreator(id, 60_000);
      if (claim === null) throw new Error('the lease is not over yet');
      return claim;
    });
    expect(renewed && (await audienceLinks.renewCreator(renewed, 60_000))).toBeNull();
    expect(await audienceLinks.renewCreator(next, 60_000)).not.toBeNull();
  });

  it('never takes the list of another audience', async () => {
    const { audienceLinks, audiences } = stage.repositories;
    const other = await audiences.createDraft(brand.workspaceId, {
      ...target(),
      name: 'Other',
      description: null,
    });
    await audienceLinks.linkList(brand.audience.id, '901');
    await expect(audienceLinks.linkList(other.id, '901')).rejects.toMatchObject({ code: '23505' });
  });
});

it('takes up an audience that Pinterest has, once', async () => {
  const { audiences } = stage.repositories;
  const existing = {
    ...{ ...target(), name: 'From Ads Manager', description: null, size: 1_200, pinterestStatus: 'READY' },
    ...{ pinterestCustomerListId: '77', pinterestAudienceId: '78' },
  };
  const [one, other] = await Promise.all([
    audiences.adopt(brand.workspaceId, existing),
    audiences.adopt(brand.workspaceId, existing),
  ]);
  expect(one).toMatchObject({ ...existing, status: 'READY', origin: 'EXISTING' });
  expect(other).toEqual(one);
  // Once deleted there, and made anew of the same list, it is ours again, so that who waits for it goes on.
  const anew = { ...existing, pinterestAudienceId: '79' };
  expect(await audiences.adopt(brand.workspaceId, anew)).toMatchObject({ pinterestAudienceId: '78' });
  await audiences.markDeleted(one.id);
  expect(await audiences.adopt(brand.workspaceId, anew)).toMatchObject({
    ...{ id: one.id, status: 'READY', pinterestAudienceId: '79' },
  });
});

it('finds by a part of the name, in any case, by pages', async () => {
  const { audiences } = stage.repositories;
  for (const name of ['Käufer 50%', 'käufer', 'Buyers_2026', 'Other'])
    await audiences.createDraft(brand.workspaceId, { ...target(), name, description: null });
  const search = async (text: string, limit = 10) => {
    const { items, hasMore } = await audiences.list(
      brand.workspaceId,
      { search: text },
      { after: null, limit },
    );
    return [items.map((audience) => audience.name), hasMore];
  };
  expect(await search('KÄUFER')).toEqual([['Käufer 50%', 'käufer'], false]);
  expect(await search('50%')).toEqual([['Käufer 50%'], false]);
  expect(await search('s_2')).toEqual([['Buyers_2026'], false]);
  expect(await search('%')).toEqual([['Käufer 50%'], false]);
  expect(await search('', 2)).toEqual([['VIPs', 'Käufer 50%'], true]);
});

it('changes what is given and nothing else', async () => {
  const { audiences } = stage.repositories;
  const changed = await audiences.change(brand.workspaceId, brand.audience.id, {
    name: 'Renamed',
    description: 'why',
  });
  const expected = {
    ...brand.audience,
    name: 'Renamed',
    description: 'why',
    updatedAt: expect.any(Date) as Date,
  };
  expect(changed).toEqual(expected);
  expect((await audiences.change(brand.workspaceId, brand.audience.id, { status: 'ARCHIVED' }))?.status).toBe(
    'ARCHIVED',
  );
});

it('has all that a delivery needs but the token', async () => {
  const { audiences } = stage.repositories;
  const delivery = await audiences.findForDelivery(brand.audience.id);
  expect(delivery?.audience).toEqual(brand.audience);
  expect(delivery?.adAccount.pinterestAdAccountId).toBe('549755885175');
  expect(delivery?.connection.pinterestUserId).toBe('42');
  expect(JSON.stringify(delivery)).not.toMatch(/cipher|pina_/i);
  expect(await audiences.findForDelivery('aud_none')).toBeNull();
});

it('keeps what Pinterest says about size and state, and that it is gone', async () => {
  const { audienceLinks, audiences } = stage.repositories;
  const draft = { ...target(), name: 'Counted', description: null };
  const { id } = await audiences.createDraft(brand.workspaceId, draft);
  await audienceLinks.linkList(id, 'list-counted');
  await audienceLinks.linkAudience(id, 'audience-counted');
  await audiences.saveSize(id, { size: 3_000_000_000, pinterestStatus: 'READY' });
  expect(await audiences.find(brand.workspaceId, id)).toMatchObject({
    size: 3_000_000_000,
    pinterestStatus: 'READY',
    linkedAt: expect.any(Date) as Date,
  });
  expect(await audiences.markDeleted(id)).toBe(true);
  expect(await audiences.markDeleted(id)).toBe(false);
});
