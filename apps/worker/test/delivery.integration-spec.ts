// Real: Postgres, Redis, the built worker (one or two processes) and the Pinterest sandbox as a process.
import { eventually } from '@audience-sync/test-kit';
import { membersOf, people } from './support/people.ts';
import { WorkerStage } from './support/worker-stage.ts';

const SLOW = { timeoutMs: 20_000 };

describe('delivery', () => {
  let stage: WorkerStage;
  beforeEach(async () => void (stage = await WorkerStage.open()));
  afterEach(() => stage.close());

  it('adds users, removes some of them, and counts every one', async () => {
    const audience = await stage.draftAudience('Loyal customers');
    await stage.worker();
    await stage.enter(audience, 'ADD', people(4_000));
    await eventually(
      async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 4_000 }),
      SLOW,
    );
    await stage.enter(audience, 'REMOVE', people(500));
    await eventually(
      async () =>
        expect(await stage.counts(audience.steps.REMOVE)).toMatchObject({ synced: 500, pending: 0 }),
      SLOW,
    );
    expect(await stage.membersOf(audience)).toEqual(membersOf(people(3_500, 500)));
    expect(await stage.one('SELECT status FROM audience WHERE id = $1', [audience.audienceId])).toEqual({
      status: 'READY',
    });
  });

  it('asks nothing of Pinterest to remove from an audience that was never created', async () => {
    const audience = await stage.draftAudience('Nobody yet');
    await stage.worker();
    await stage.enter(audience, 'REMOVE', people(10));
    await eventually(
      async () => expect(await stage.counts(audience.steps.REMOVE)).toMatchObject({ synced: 10 }),
      SLOW,
    );
    expect((await stage.writes())?.received ?? 0).toBe(0);
  });

  it('removes from a list that another worker has made since this one saw that there was none', async () => {
    const [audience, other] = [await stage.draftAudience('New'), await stage.draftAudience('Other')];
    const removed = (users: number) =>
      eventually(
        async () => expect(await stage.counts(audience.steps.REMOVE)).toMatchObject({ synced: users }),
        SLOW,
      );
    await stage.worker();
    await stage.enter(other, 'ADD', people(10));
    await eventually(async () => expect(await stage.membersOf(other)).toHaveLength(10), SLOW);
    await stage.enter(audience, 'REMOVE', people(3));
    await removed(3);
    await stage.handOverList(other, audience);
    await stage.enter(audience, 'REMOVE', people(5));
    await removed(8);
    expect(await stage.membersOf(audience)).toEqual(membersOf(people(5, 5)));
  });

  it('creates list and audience once and keeps the limits when two workers feed it', async () => {
    const audience = await stage.draftAudience('Fed by two');
    await stage.enter(audience, 'ADD', people(19_000));
    await Promise.all([stage.worker(), stage.worker()]);
    await eventually(
      async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 19_000 }),
      SLOW,
    );
    expect(await stage.listsNamed('Fed by two')).toHaveLength(1);
    expect(await stage.audiencesNamed('Fed by two')).toHaveLength(1);
    expect(await stage.membersOf(audience)).toEqual(membersOf(people(19_000)));
    const writes = await stage.writes();
    expect(writes).toMatchObject({ answered429: 0, refused: 0 });
    expect(writes?.maxRequestsInAnySecond).toBeLessThanOrEqual(7);
  });

  it('goes on when Redis has forgotten everything', async () => {
    const audience = await stage.draftAudience('After the flush');
    await stage.worker();
    await stage.enter(audience, 'ADD', people(100));
    await eventually(
      async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 100 }),
      SLOW,
    );
    await stage.forgetRedis();
    await stage.enter(audience, 'ADD', people(100, 100));
    await eventually(
      async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 200 }),
      SLOW,
    );
    expect(await stage.membersOf(audience)).toEqual(membersOf(people(200)));
  });
});
