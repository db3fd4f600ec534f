// Real: Postgres, Redis behind a line that is cut, the sandbox as a process, two gateways with their servers in this
// process. The worker's part is played by the scheduler's store with the worker's counters, so that every answer of
// Pinterest can be drawn by chance. Prints its seed; SEED=n repeats a run.
import { type AttemptOutcome } from '@audience-sync/batching-scheduler';
import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { TopicBus, topics } from '@audience-sync/messaging';
import { StepMetricsRepository, type Tx } from '@audience-sync/persistence';
import { eventually } from '@audience-sync/test-kit';

import { startGateway, type RunningGateway } from '../src/boot/gateway.ts';
import { BreakableLine } from './support/breakable-line.ts';
import { gatewayEnvOf } from './support/gateway-env.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { launchJourney, type Journey } from './support/journey.ts';
import { follow, openSocket, type Followed } from './support/socket.ts';

const TICKS = 20;
const ENV = { SYNC_FLUSH_INTERVAL_MS: '10', SYNC_MAX_USERS_PER_REQUEST: '20' };
const SLOW = { timeoutMs: 15_000 };
const COUNTS = 'entered proceeded synced notSynced pending errored exited';
const DETAILS = `${COUNTS} breakdown { notSynced { reason users } pending { cause users } errored { reason users } }`;

type Counts = Record<string, number>;
type Row = Record<string, unknown>;

/** mulberry32: small, seeded, good enough to choose by. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What batches, chunks and users who were not synced come to. */
const RECOUNT = `
  SELECT s.id, coalesce(sum(c.item_count) FILTER (WHERE b.state = 'SYNCED'), 0)::int AS synced,
         coalesce(sum(c.item_count) FILTER (WHERE b.state = 'ERRORED'), 0)::int AS errored,
         coalesce(sum(c.item_count) FILTER (WHERE b.state IN ('OPEN', 'READY', 'IN_FLIGHT', 'WAITING')), 0)::int AS pending,
         (SELECT coalesce(sum(cardinality(external_ids)), 0)::int FROM not_synced_chunk n WHERE n.step_id = s.id) AS "notSynced"
    FROM step s LEFT JOIN batching.chunk c ON c.source_id = s.id
    LEFT JOIN batching.batch b ON b.id = c.batch_id AND b.state <> 'SPLIT'
   WHERE s.id = ANY ($1) GROUP BY s.id ORDER BY s.id`;
const ROLLED = `
  SELECT step_id AS id, sum(synced)::int AS synced, sum(errored - redriven)::int AS errored,
         sum(entered - not_synced - synced - errored + redriven)::int AS pending, sum(not_synced)::int AS "notSynced"
    FROM step_rollup WHERE step_id = ANY ($1) AND width = $2 GROUP BY 1 ORDER BY 1`;

describe('random traffic', () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const random = chance(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;

  let stage: GatewayStage;
  let redis: BreakableLine;
  let gateways: [RunningGateway, RunningGateway];
  let client: WorkspaceClient;
  let journey: Journey;
  let store: PostgresBatchStore;
  let live: { followed: Followed<{ stepMetricsChanged: Counts }>; stepId: string; fields: string }[] = [];
  const sockets: { dispose(): unknown }[] = [];
  beforeAll(async () => {
    stage = await GatewayStage.open();
    redis = await new BreakableLine(stage.services.redisUrl).mend();
    gateways = [await stage.gateway({ ...ENV, REDIS_URL: redis.url }), await startOther()];
    client = await stage.client(gateways[0]);
    journey = await launchJourney(client, [
      { operation: 'ADD', matchFields: ['EMAIL'] },
      { operation: 'REMOVE', matchFields: ['EMAIL', 'IDFA'] },
      { operation: 'ADD', matchFields: ['EMAIL'] },
    ]);
    const metrics = new StepMetricsRepository(stage.database);
    store = new PostgresBatchStore({
      pool: stage.database.pool,
      options: {
        flushIntervalMs: 1,
        maxItems: 20,
        backoffMinMs: 1,
        backoffMaxMs: 2,
        retryWindowMs: 3_600_000,
      },
      ledger: { record: (movements, tx, attempts) => metrics.applyMovements(tx as Tx, movements, attempts) },
      random,
    });
  });
  afterAll(async () => {
    await Promise.all(sockets.splice(0).map((socket) => socket.dispose()));
    await stopOther();
    await stage.close();
    await redis.cut();
  });

  /** The one that is started again. */
  const startOther = (): Promise<RunningGateway> => startGateway(gatewayEnvOf(stage.services, ENV));
  const stopOther = async (): Promise<void> => {
    for (const { run } of gateways[1].shutdown) await run();
  };
  const watchAll = (): void => {
    live = gateways.flatMap(({ url }) =>
      journey.stepIds.flatMap((stepId) =>
        [COUNTS, DETAILS].map((fields) => {
          const socket = openSocket(url, `Bearer ${client.apiKey}`);
          sockets.push(socket);
          const query = `subscription ($stepId: ID!) { stepMetricsChanged(stepId: $stepId) { ${fields} } }`;
          return {
            stepId,
            fields,
            followed: follow<{ stepMetricsChanged: Counts }>(socket, query, { stepId }),
          };
        }),
      ),
    );
  };
  const announce = (): Promise<void> =>
    gateways[1].app
      .get(TopicBus, { strict: false })
      .publish([...journey.stepIds.map(topics.stepMetrics), topics.activity(journey.connectionId)]);

  let people = 0;
  const enter = async (): Promise<void> => {
    const lines = Array.from({ length: 1 + Math.floor(random() * 30) }, () => {
      const known = random() < 0.3 ? Math.floor(random() * (people + 1)) : people++;
      return JSON.stringify({
        id: `u${known}`,
        email: pick([`u${known}@b.co`, `u${known}@b.co`, 'nonsense', '']),
      });
    });
    await client.enter(pick(journey.stepIds), `${lines.join('\n')}\n`);
  };
  const OUTCOMES: readonly AttemptOutcome[] = [
    { kind: 'accepted' },
    { kind: 'accepted' },
    { kind: 'retry', reason: 'TRANSIENT', report: { status: 503 } },
    { kind: 'retry', reason: 'THROTTLED', report: { status: 429 } },
    { kind: 'refused', reason: 'BAD_RECORDS', report: { status: 400 } },
    { kind: 'hold', scope: 'flow', reason: 'INVALID_TOKEN', report: { status: 401 } },
    { kind: 'hold', scope: 'group', reason: 'AUDIENCE_DELETED', report: { status: 404 } },
    { kind: 'deferred', untilMs: 0 },
  ];
  const send = async (): Promise<void> => {
    await store.sealWindow(journey.audienceId);
    for (const claimed of await store.claim(journey.connectionId, 1 + Math.floor(random() * 5))) {
      const batch = await store.begin(claimed);
      if (batch && random() < 0.9) await store.settle(batch, pick(OUTCOMES));
    }
  };
  const everythingIsLate = async (): Promise<void> => {
    await stage.database.execute(
      `UPDATE batching.batch SET deadline = now() - interval '1 s', not_before = least(not_before, now()) WHERE state = 'WAITING'`,
    );
    await stage.database.execute(`UPDATE batching.batch SET lease_until = now() WHERE state = 'IN_FLIGHT'`);
    await store.sweep(100);
  };
  const resume = async (): Promise<void> => {
    await store.resume({ flowId: journey.connectionId });
    await store.resume({ groupId: journey.audienceId });
  };
  const redrive = async (): Promise<void> => {
    await store.redrive(
      random() < 0.5 ? { groupId: journey.audienceId } : { sourceId: pick(journey.stepIds) },
    );
  };
  const ACTIONS = [enter, enter, enter, send, send, send, send, everythingIsLate, resume, redrive];

  /** The metrics of every step, as the query gives them. Each list of reasons adds up to its count. */
  async function queried(): Promise<Map<string, Counts>> {
    const { canvas } = await client.run<{
      canvas: { metrics: Counts; steps: { id: string; metrics: Counts }[] };
    }>(
      `query ($id: ID!) { canvas(id: $id) { metrics { ${COUNTS} }
        steps { ... on AudienceSyncStep { id metrics { ${DETAILS} } } } } }`,
      { id: journey.canvasId },
    );
    const all = new Map(canvas.steps.map(({ id, metrics }) => [id, metrics]));
    for (const { breakdown, ...counts } of all.values()) {
      const lists = breakdown as unknown as Record<
        string,
        { users: number; reason?: string; cause?: string }[]
      >;
      for (const [name, list] of Object.entries(lists)) {
        expect(list.reduce((sum, { users }) => sum + users, 0)).toBe(counts[name]);
        expect(list.map((one) => one.reason ?? one.cause)).not.toContain('OTHER');
      }
      expect(counts['entered']).toBe(
        ['synced', 'notSynced', 'pending', 'errored'].reduce((sum, name) => sum + (counts[name] ?? 0), 0),
      );
    }
    for (const name of COUNTS.split(' '))
      expect(canvas.metrics[name]).toBe([...all.values()].reduce((sum, one) => sum + (one[name] ?? 0), 0));
    return all;
  }

  /** Query = recount = rollups; and = subscription, at every gateway that hears of changes. */
  async function hold(lineIsCut: boolean): Promise<void> {
    const now = await queried();
    const shown = [...now].map(([id, { synced, errored, pending, notSynced }]) => ({
      id,
      synced,
      errored,
      pending,
      notSynced,
    }));
    const stepIds = [[...journey.stepIds]];
    const sorted = shown.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(sorted).toEqual(await stage.rows<Row>(RECOUNT, stepIds));
    const entered = sorted.filter(({ id }) => (now.get(id)?.['entered'] ?? 0) > 0);
    for (const width of [1, 15]) expect(entered).toEqual(await stage.rows<Row>(ROLLED, [...stepIds, width]));
    await eventually(() => {
      for (const [at, { followed, stepId, fields }] of live.entries()) {
        if (lineIsCut && at < live.length / 2) continue;
        const { breakdown, ...counts } = now.get(stepId) ?? {};
        expect(followed.results.at(-1)?.data?.stepMetricsChanged).toEqual(
          fields === COUNTS ? counts : { breakdown, ...counts },
        );
      }
    }, SLOW);
  }

  it(`with faults holds query = subscription = recount at every tick (seed ${seed})`, async () => {
    watchAll();
    let cutFor = 0;
    for (let tick = 1; tick <= TICKS; tick++) {
      for (let n = 0; n < 3; n++) await pick(ACTIONS)();
      await announce();
      if (cutFor > 0 && --cutFor === 0) await redis.mend();
      else if (cutFor === 0 && random() < 0.1) {
        cutFor = 2;
        await redis.cut();
      }
      if (tick === TICKS / 2) {
        await stopOther();
        gateways = [gateways[0], await startOther()];
        await redis.mend();
        cutFor = 0;
        watchAll();
      }
      await hold(cutFor > 0);
    }
    await redis.mend();
    // A worker that dies between its commit and its word: nobody is told, and it is seen all the same.
    await enter();
    await resume();
    await send();
    await hold(false);
  }, 120_000);
});
