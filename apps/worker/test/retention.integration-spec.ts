// Real: Postgres, Redis, the built worker. What is old was written by the real store under an old clock.
import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { StepMetricsRepository } from '@audience-sync/persistence';
import { eventually } from '@audience-sync/test-kit';
import { StepLedger } from '../src/sync/step-ledger.ts';
import { packed, people } from './support/people.ts';
import { type StagedAudience, WorkerStage } from './support/worker-stage.ts';

const DAY_MS = 86_400_000;
const SLOW = { timeoutMs: 20_000 };

describe('what was kept long enough', () => {
  let stage: WorkerStage;
  beforeEach(async () => void (stage = await WorkerStage.open()));
  afterEach(() => stage.close());

  /** Users who entered some days ago, and whose only try ended so. */
  async function enteredAgo(days: number, audience: StagedAudience, isAccepted: boolean): Promise<void> {
    const clock = { now: () => Date.now() - days * DAY_MS };
    const metrics = new StepMetricsRepository(stage.database);
    const options = { maxItems: 1 };
    const ledger = new StepLedger(metrics);
    const store = new PostgresBatchStore({ pool: stage.database.pool, clock, options, ledger });
    const { connectionId: flowId } = stage;
    const [sourceId, groupId] = [audience.steps.ADD, audience.audienceId];
    await stage.database.execute(
      `CREATE TABLE batching.chunk_${dayOf(clock.now()).replaceAll('-', '')} PARTITION OF batching.chunk
         FOR VALUES FROM ('${dayOf(clock.now())} 00:00Z') TO ('${dayOf(clock.now() + DAY_MS)} 00:00Z')`,
    );
    await stage.database.transaction(async (tx) => {
      const items = packed(people(1, days));
      await store.append([{ flowId, groupId, operation: 'ADD', sourceId, items }], tx);
      await metrics.addEntered(tx, [{ stepId: sourceId, entered: 1, notSynced: 0, exits: false }]);
    });
    for (const batch of await store.claim(flowId, 1)) {
      await store.begin(batch);
      await store.settle(
        batch,
        isAccepted ? { kind: 'accepted' } : { kind: 'refused', reason: 'BAD_RECORDS' },
      );
    }
  }

  it('is deleted by the worker: identifiers after the redrive window, whole days after their time; counts stay', async () => {
    const audience = await stage.draftAudience('Of last year');
    await enteredAgo(100, audience, true);
    await enteredAgo(99, audience, false);
    await enteredAgo(8, audience, false);
    await enteredAgo(6, audience, false);
    const before = await stage.counts(audience.steps.ADD);
    await stage.worker({ SYNC_MAINTENANCE_INTERVAL_MS: '1000' });
    const left = () =>
      stage.database.rows(
        `SELECT round(extract(epoch FROM now() - c.created_at) / 86400)::int AS days, c.keys IS NULL AS forgotten
           FROM batching.chunk c ORDER BY 1`,
      );
    const kept = [
      { days: 6, forgotten: false },
      { days: 8, forgotten: true },
    ];
    await eventually(async () => expect(await left()).toEqual(kept), SLOW);
    expect(await stage.counts(audience.steps.ADD)).toEqual(before);
    expect(
      await stage.database.rows('SELECT state, items::int FROM batching.dropped_items ORDER BY state'),
    ).toEqual([
      { state: 'ERRORED', items: 1 },
      { state: 'SYNCED', items: 1 },
    ]);
    const { movements } = await stage.store.redrive({ groupId: audience.audienceId });
    expect(movements).toEqual([
      { sourceId: audience.steps.ADD, from: 'errored', to: 'pending', count: 1, reason: 'BAD_RECORDS' },
    ]);
  });
});

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
