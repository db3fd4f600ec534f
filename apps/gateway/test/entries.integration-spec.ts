// Real: Postgres, Redis, the Pinterest sandbox as a process, the gateway with its HTTP server in this process.
import { gzipSync } from 'node:zlib';

import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { launchJourney, type Journey } from './support/journey.ts';

const users = (count: number, from = 0): string =>
  Array.from(
    { length: count },
    (_, at) => `{"id":"u${from + at}","email":"u${from + at}@shop.example"}\n`,
  ).join('');

describe('entering users', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  let journey: Journey;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    client = await stage.client(gateway);
    journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
  });

  const stepId = (): string => journey.stepIds[0] ?? '';
  const metrics = async (id = stepId()): Promise<Record<string, number>> => {
    const { step } = await client.run<{ step: { metrics: Record<string, number> } }>(
      'query ($id: ID!) { step(id: $id) { ... on AudienceSyncStep { metrics { entered proceeded synced notSynced pending errored exited } } } }',
      { id },
    );
    return step.metrics;
  };
  const enterStep = (input: Record<string, unknown>) =>
    client.run<{ enterStep: Record<string, unknown> }>(
      `mutation ($input: EnterStepInput!) { enterStep(input: $input) {
        __typename ... on EnterStepPayload { entered notSynced replayed rejected { index code } }
        ... on UserError { code message } } }`,
      { input: { stepId: stepId(), ...input } },
    );

  it('takes in users over GraphQL and counts every one', async () => {
    const { enterStep: answer } = await enterStep({
      users: [
        { externalId: 'ana', emails: [' Ana@Example.com '] },
        { externalId: 'bo' },
        { externalId: '', emails: ['c@d.co'] },
        { externalId: 'eve', emails: ['not an address'] },
      ],
    });
    expect(answer).toEqual({
      __typename: 'EnterStepPayload',
      entered: 3,
      notSynced: 2,
      replayed: false,
      rejected: [{ index: 2, code: 'INVALID_ID' }],
    });
    expect(await metrics()).toMatchObject({
      entered: 3,
      proceeded: 3,
      exited: 3,
      notSynced: 2,
      pending: 1,
      synced: 0,
    });
  });

  it('keeps no raw identifier', async () => {
    await enterStep({
      users: [{ externalId: 'ana', emails: ['ana-secret@example.com'] }],
      idempotencyKey: 'k1',
    });
    const tables = await stage.rows<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
        WHERE table_schema IN ('public', 'batching') AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const [found] = await stage.rows<{ n: string }>(
        `SELECT count(*) AS n FROM ${name} AS t WHERE t::text ILIKE '%ana-secret%'
            OR t::text ILIKE '%${Buffer.from('ana-secret').toString('hex')}%'`,
      );
      expect({ name, n: found?.n }).toEqual({ name, n: '0' });
    }
  });

  it('answers a repeated call as before, and refuses its key to another one', async () => {
    const call = { users: [{ externalId: 'ana', emails: ['a@b.co'] }], idempotencyKey: 'once' };
    expect((await enterStep(call)).enterStep).toMatchObject({ entered: 1, replayed: false });
    expect((await enterStep(call)).enterStep).toMatchObject({ entered: 1, replayed: true });
    const other = { ...call, users: [{ externalId: 'bo', emails: ['a@b.co'] }] };
    expect((await enterStep(other)).enterStep).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await metrics()).toMatchObject({ entered: 1 });
  });

  it('enters each of many concurrent calls once', async () => {
    const calls = Array.from({ length: 200 }, (_, at) =>
      enterStep({
        users: [{ externalId: `u${at}`, emails: [`u${at}@b.co`] }],
        idempotencyKey: `k${at % 100}`,
      }),
    );
    const answers = await Promise.all(calls);
    const entered = answers.filter(({ enterStep: one }) => one['entered'] === 1 && one['replayed'] === false);
    const refused = answers.filter(({ enterStep: one }) => one['code'] === 'IDEMPOTENCY_KEY_REUSED');
    expect([entered.length, refused.length]).toEqual([100, 100]);
    expect(await metrics()).toMatchObject({ entered: 100, pending: 100 });
  });

  it('refuses what cannot be entered, each with its own answer', async () => {
    const one = { users: [{ externalId: 'ana' }] };
    expect((await enterStep({ ...one, stepId: 'stp_unknown' })).enterStep).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await enterStep({ users: [] })).enterStep).toMatchObject({ code: 'INVALID_INPUT' });
    expect((await enterStep({ ...one, idempotencyKey: 'a\u0000b' })).enterStep).toMatchObject({
      code: 'INVALID_INPUT',
    });
    await client.run('mutation ($id: ID!) { stopCanvas(canvasId: $id) { __typename } }', {
      id: journey.canvasId,
    });
    expect((await enterStep(one)).enterStep).toMatchObject({ code: 'CANVAS_NOT_ACTIVE' });
    expect(await client.enter(stepId(), users(1))).toMatchObject({ status: 409 });
    expect(await metrics()).toMatchObject({ entered: 0 });
  });

  it('takes in a stream of lines, chunk by chunk, packed or not', async () => {
    const body = `${users(5_000)}{"id":\n\n[7]\n${users(3, 5_000)}`;
    const plain = await client.enter(stepId(), body, { 'idempotency-key': 'file' });
    expect(plain.status).toBe(200);
    expect(plain.lines).toMatchObject([
      { chunk: 0, lines: [1, 5_000], entered: 5_000, notSynced: 0, rejected: [], replayed: false },
      {
        chunk: 1,
        lines: [5_001, 5_006],
        entered: 3,
        rejected: [
          { line: 5_001, code: 'MALFORMED_JSON' },
          { line: 5_003, code: 'NOT_AN_OBJECT' },
        ],
      },
      { done: true, lines: 5_006, chunks: 2, entered: 5_003, rejected: 2, replayedChunks: 0 },
    ]);
    const packed = await client.enter(stepId(), gzipSync(body), {
      'idempotency-key': 'file',
      'content-encoding': 'gzip',
    });
    expect(packed.lines.at(-1)).toMatchObject({ done: true, entered: 5_003, replayedChunks: 2 });
    expect(await metrics()).toMatchObject({ entered: 5_003, pending: 5_003 });
  });

  it('goes on where a stream broke off', async () => {
    const half = await client.enter(stepId(), gzipSync(users(8_000)).subarray(0, 40_000), {
      'idempotency-key': 'broken',
      'content-encoding': 'gzip',
    });
    expect(half.lines.at(-1)).toMatchObject({ done: false, error: { code: 'BODY_TRUNCATED' } });
    const whole = await client.enter(stepId(), users(8_000), { 'idempotency-key': 'broken' });
    expect(whole.lines.at(-1)).toMatchObject({ done: true, entered: 8_000 });
    expect(await metrics()).toMatchObject({ entered: 8_000 });
  });

  it.each([
    ['another kind of body', { 'content-type': 'text/csv' }, 415],
    ['another packing', { 'content-encoding': 'br' }, 415],
    ['a key that cannot be kept', { 'idempotency-key': 'x'.repeat(201) }, 400],
    ['no key', { authorization: '' }, 401],
  ])('refuses %s', async (_what, headers, status) => {
    expect(await client.enter(stepId(), users(1), headers)).toMatchObject({ status });
  });

  it('says so when what was packed is not gzip', async () => {
    const { lines } = await client.enter(stepId(), users(1), { 'content-encoding': 'gzip' });
    expect(lines).toMatchObject([{ done: false, error: { code: 'BAD_GZIP' } }]);
  });
});

describe('a chain of steps', () => {
  let stage: GatewayStage;
  afterAll(() => stage.close());

  it('gives each step the identifiers that it needs, and hands over what is left', async () => {
    stage = await GatewayStage.open();
    const client = await stage.client(await stage.gateway());
    const journey = await launchJourney(client, [
      { operation: 'ADD', matchFields: ['EMAIL'] },
      { operation: 'REMOVE', matchFields: ['MAID'] },
      'external',
      { operation: 'ADD', matchFields: ['EMAIL'] },
    ]);
    const [first = '', second = '', external = '', last = ''] = journey.stepIds;
    const maid = '38400000-8cf0-11bd-b23e-10b96e40000d';
    await client.enter(first, `{"id":"a","email":"a@b.co"}\n{"id":"b","maid":"${maid}"}\n`);
    await client.enter(last, '{"id":"c","email":"c@d.co"}\n');
    const counts = await stage.rows(
      'SELECT step_id, entered, proceeded, not_synced, pending, exited FROM step_metrics',
    );
    expect(
      Object.fromEntries(counts.map(({ step_id, ...rest }) => [step_id, Object.values(rest).join(' ')])),
    ).toEqual({
      [first]: '2 2 1 1 0',
      [second]: '2 2 1 1 0',
      [external]: '0 0 0 0 0',
      [last]: '1 1 0 1 1',
    });
    expect(await stage.rows('SELECT step_id, external_ids FROM handoff')).toEqual([
      { step_id: external, external_ids: ['a', 'b'] },
    ]);
  });
});
