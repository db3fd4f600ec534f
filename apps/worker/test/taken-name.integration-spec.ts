// Real: Postgres, Redis, the built worker and the Pinterest sandbox as a process, here one that refuses names that are taken.
import { AudienceChangesRepository } from '@audience-sync/persistence';
import { eventually } from '@audience-sync/test-kit';
import { membersOf, people } from './support/people.ts';
import { type StagedAudience, WORKSPACE_ID, WorkerStage } from './support/worker-stage.ts';

const SLOW = { timeoutMs: 20_000 };
const TAKEN = 'Everybody';
const NEW_NAME = 'A name that nobody has';

it('a name that Pinterest refuses parks the users and says why; under a new name all of them arrive, in one list', async () => {
  const stage = await WorkerStage.open({ sandbox: { SANDBOX_UNIQUE_NAMES: 'true' } });
  const become = (audience: StagedAudience, counts: object) =>
    eventually(async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject(counts), SLOW);
  try {
    await stage.worker({ AUDIENCES_CHECK_INTERVAL_MS: '200' });
    const owner = await stage.draftAudience(TAKEN);
    await stage.enter(owner, 'ADD', people(1));
    await become(owner, { synced: 1 });
    // With us it has another name by now; at Pinterest it keeps the old one.
    await stage.database.execute("UPDATE audience SET name = 'Renamed here'");

    const audience = await stage.draftAudience(TAKEN);
    await stage.enter(audience, 'ADD', people(10));
    await eventually(
      async () =>
        expect(
          await stage.one(
            'SELECT hold_reason, problem FROM batching.ordering_group JOIN audience USING (id) WHERE id = $1',
            [audience.audienceId],
          ),
        ).toEqual({
          hold_reason: 'AUDIENCE_REFUSED',
          problem: expect.stringContaining('exists already') as string,
        }),
      SLOW,
    );
    expect(await stage.counts(audience.steps.ADD)).toMatchObject({ pending: 10, synced: 0, errored: 0 });

    const wish = { kind: 'UPDATE', name: NEW_NAME, description: null } as const;
    await new AudienceChangesRepository(stage.database).request(WORKSPACE_ID, audience.audienceId, wish);
    await become(audience, { pending: 0, synced: 10, errored: 0 });
    expect(await stage.audiencesNamed(NEW_NAME)).toHaveLength(1);
    expect(await stage.listsNamed(TAKEN)).toHaveLength(2);
    expect(await stage.listsNamed(NEW_NAME)).toHaveLength(0);
    expect(await stage.membersOf(audience)).toEqual(membersOf(people(10)));
  } finally {
    await stage.close();
  }
});
