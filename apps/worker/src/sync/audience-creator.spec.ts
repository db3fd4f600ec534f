import { FakeAudienceWorld } from '../testing/fake-audience-world.ts';
import { AudienceCreator } from './audience-creator.ts';

const LEASE_MS = 45_000;
const FIRST = { kind: 'EMAIL', records: 'abc' } as const;
/** Everything that a creation does outside, in order. */
const POINTS = ['markListStarted', 'createList', 'linkList', 'createAudience', 'linkAudience'] as const;
type Point = (typeof POINTS)[number];

class Died extends Error {}

/** A process that dies once: at one of its calls, before or after that call's effect. */
function dyingAt(world: FakeAudienceWorld, point: Point, when: 'before' | 'after'): FakeAudienceWorld {
  let alive = true;
  const act = world[point].bind(world) as (...parts: unknown[]) => Promise<unknown>;
  const dying = async (...parts: unknown[]) => {
    if (!alive) return act(...parts);
    alive = false;
    if (when === 'after') await act(...parts);
    throw new Died();
  };
  return Object.assign(world, { [point]: dying });
}

async function create(world: FakeAudienceWorld): Promise<void> {
  const { target } = world;
  if (target === null) throw new Error('the world has no target');
  const creator = new AudienceCreator(world, world, LEASE_MS);
  if (target.customerListId === null) await creator.createList(target, FIRST, world);
  else await creator.completeAudience(target, world);
}

describe('the creation of an audience at Pinterest', () => {
  const deaths = POINTS.flatMap((point) =>
    (['before', 'after'] as const).map((when) => [point, when] as const),
  );

  it.each(deaths)(
    'ends with one list and one audience, linked, when its process dies at %s, %s it',
    async (point, when) => {
      const world = dyingAt(new FakeAudienceWorld(), point, when);
      await expect(create(world)).rejects.toThrow(Died);
      await create(world);
      expect(world.pinterestLists).toHaveLength(1);
      expect(world.pinterestAudiences).toHaveLength(1);
      expect(world.target).toMatchObject({
        customerListId: 'list-1',
        pinterestAudienceId: 'pa-1',
        status: 'READY',
      });
    },
  );

  it('finds what a dead process left behind under the name of that time, when the audience was renamed since', async () => {
    const world = dyingAt(new FakeAudienceWorld(), 'linkList', 'before');
    await expect(create(world)).rejects.toThrow(Died);
    await world.change({ name: 'Better customers' });
    await create(world);
    expect(world.pinterestLists).toHaveLength(1);
  });

  it('makes nothing any more once its lease is over and somebody else may be creating', async () => {
    const world = new FakeAudienceWorld();
    world.claimCreator = () =>
      Promise.resolve({
        listMayExist: false,
        renew: () => Promise.resolve(false),
        release: () => Promise.resolve(),
      });
    await expect(create(world)).rejects.toThrow('not sent: creating');
    expect(world.pinterestLists).toEqual([]);
  });
});
