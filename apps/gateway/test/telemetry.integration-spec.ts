// Real: gateway and worker as processes, Postgres, Redis, the sandbox as a process, a collector of traces over HTTP.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { documentedMetrics, eventually, spawnApp, type RunningApp } from '@audience-sync/test-kit';

import { type Client } from './support/client.ts';
import { Collector, type SentSpan } from './support/collector.ts';
import { gatewayVariables } from './support/gateway-env.ts';
import { GatewayStage } from './support/gateway-stage.ts';
import { launchJourney } from './support/journey.ts';
import { follow, openSocket } from './support/socket.ts';

const MAIN = join(__dirname, '../dist/main.js');
const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
/** A UUID, as most callers number their requests, and as an advertising id looks. */
const CALL_ID = '7f3c6f0e-9a51-4b0e-8d5e-1f2a3b4c5d6e';
const USERS = ['by-lines', 'by-graphql', 'by-mistake', 'by-socket'] as const;
const ENTER = `mutation Anything($input: EnterStepInput!) { enterStep(input: $input) { __typename } }`;

interface Entry {
  readonly correlationId: string | null;
  readonly outcome: string;
  readonly batch: { readonly id: string };
  readonly attempts: readonly { readonly status: number; readonly requestId: string }[];
}

type Line = Readonly<Record<string, unknown>>;

describe('a call, followed from its door to Pinterest', () => {
  const collector = new Collector();
  let stage: GatewayStage;
  let apps: readonly RunningApp[] = [];
  /** The ids that the calls of {@link USERS} were answered. */
  let answered: readonly unknown[];
  let entries: readonly Entry[];
  let metrics: readonly string[];
  const gatewayLines: string[] = [];

  beforeAll(async () => {
    stage = await GatewayStage.open();
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(), LOG_LEVEL: 'debug' };
    const env = { ...gatewayVariables(stage.services), SYNC_FLUSH_INTERVAL_MS: '100', ...settings };
    const gateway = await spawnApp({
      name: 'gateway',
      script: MAIN,
      env,
      onLine: (line) => void gatewayLines.push(line),
    });
    apps = [gateway];
    const client = await stage.client({ url: gateway.ready.url ?? '' });
    const journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
    answered = await enterByEveryDoor(client, journey.stepIds[0] ?? '');
    // Nobody has sealed the window, so that all of them are in one batch. Its first try fails.
    await stage.sandbox.addFault({
      match: { operation: 'customer_lists/create' },
      fault: { kind: 'status', status: 503 },
      times: 1,
    });
    const worker = await stage.worker(settings);
    apps = [gateway, worker];
    const isSynced = async () => expect((await entryOf(client, 'by-lines')).outcome).toBe('SYNCED');
    await eventually(isSynced, { timeoutMs: 20_000 });
    entries = await Promise.all(USERS.map((user) => entryOf(client, user)));
    metrics = await Promise.all(apps.map(async ({ ready }) => (await fetch(`${ready.url}/metrics`)).text()));
    for (const app of apps) expect(await app.stop()).toMatchObject({ code: 0 }); // which sends the last spans
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.stop()));
    collector.close();
    await stage.close();
  });

  async function enterByEveryDoor(client: Client, stepId: string): Promise<unknown[]> {
    const send = async (path: string, type: string, body: string, headers: Record<string, string>) => {
      const all = { 'content-type': type, ...client.headers, ...headers };
      const answer = await fetch(`${client.url}${path}`, { method: 'POST', headers: all, body });
      expect([answer.status, await answer.text()]).toEqual([200, expect.not.stringMatching(/error/i)]);
      return answer.headers.get('x-request-id');
    };
    const line = JSON.stringify({ id: 'by-lines', email: 'by-lines@example.com' });
    const caller = { 'x-request-id': CALL_ID, traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` };
    const variables = (user: string) => ({
      input: { stepId, users: [{ externalId: user, emails: [`${user}@example.com`] }] },
    });
    const enter = (user: string, requestId: string) =>
      send('/graphql', 'application/json', JSON.stringify({ query: ENTER, variables: variables(user) }), {
        'x-request-id': requestId,
      });
    const socket = openSocket(client.url, client.headers['authorization'] ?? null);
    const ids = [
      await send(`/v1/steps/${stepId}/entries`, 'application/x-ndjson', line, caller),
      await enter('by-graphql', 'shop-42'),
      await enter('by-mistake', 'ana@example.com'),
    ];
    const followed = follow(socket, ENTER, variables('by-socket'));
    expect(await followed.end).toBeNull();
    await socket.dispose();
    return [...ids, followed.results[0]?.extensions?.['correlationId']];
  }

  async function entryOf(client: Client, externalId: string): Promise<Entry> {
    const { userTimeline } = await client.run<{ userTimeline: { nodes: Entry[] } }>(
      `query ($externalId: ID!) { userTimeline(externalId: $externalId) {
        nodes { correlationId outcome batch { id } attempts { status requestId } } } }`,
      { externalId },
    );
    return userTimeline.nodes[0] as Entry;
  }

  const workerLines = (): string[] => apps[1]?.logs().split('\n') ?? [];
  const saying = (msg: string, lines: readonly string[]): Line[] =>
    lines
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []))
      .filter((line) => line['msg'] === msg);
  const requestIds = (): unknown[] => entries[0]?.attempts.map(({ requestId }) => requestId) ?? [];
  const callSpans = (): SentSpan[] =>
    [...collector.named('POST entries'), ...collector.named('mutation enterStep')].filter(
      ({ service }) => service === 'audience-sync-gateway',
    );

  it('has an id: what was sent when that is sane, else one of ours; it is answered and kept', () => {
    const ours = expect.stringMatching(/^[0-9a-f]{32}$/) as unknown;
    expect(answered).toEqual([CALL_ID, 'shop-42', ours, ours]);
    expect(entries.map(({ correlationId }) => correlationId)).toEqual(answered);
    expect(new Set(entries.map(({ batch }) => batch.id)).size).toBe(1);
    expect(entries[0]?.attempts.map(({ status }) => status)).toEqual([503, 200]);
  });

  it('stands in lines of the log of the gateway and, beside the id of the request to Pinterest, of the worker', () => {
    const called = saying('a call was answered', gatewayLines).filter(({ door }) => door === 'entries');
    const { traceId } = CALLER;
    expect(called).toMatchObject([{ correlationId: CALL_ID, traceId, method: 'POST', status: 200 }]);
    const both = { batchId: entries[0]?.batch.id, users: 4, calls: 4 };
    const correlationIds = expect.arrayContaining([...answered]) as unknown;
    const [failedId, acceptedId] = requestIds();
    expect(saying('an attempt was settled', workerLines())).toMatchObject([
      {
        level: 'info',
        attempt: 1,
        outcome: 'retry',
        status: 503,
        requestId: failedId,
        ...both,
        correlationIds,
      },
      { level: 'debug', attempt: 2, outcome: 'accepted', status: 200, requestId: acceptedId, ...both },
    ]);
    expect([...gatewayLines, ...workerLines()].join()).not.toMatch(/@example|by-lines/);
  });

  it('has a span, in the trace of its caller, to which the attempts at its batch are linked', () => {
    const spans = callSpans();
    expect(spans).toHaveLength(4);
    const [lines] = spans as [SentSpan];
    expect(lines).toMatchObject({ traceId: CALLER.traceId, parentSpanId: CALLER.spanId });
    expect(collector.childrenOf(lines).map(({ name }) => name).sort()).toEqual(['entry transaction', 'store entries']); // prettier-ignore
    const attempts = collector.named('batch attempt');
    expect(attempts.map(({ service, attributes }) => [service, attributes['audience_sync.outcome']])).toEqual(
      [
        ['audience-sync-worker', 'retry'],
        ['audience-sync-worker', 'accepted'],
      ],
    );
    const placeOf = ({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }) =>
      `${traceId} ${spanId}`;
    for (const { links } of attempts) expect(links.map(placeOf).sort()).toEqual(spans.map(placeOf).sort());
    const children = attempts.map((attempt) => collector.childrenOf(attempt));
    for (const names of children.map((own) => own.map(({ name }) => name)))
      expect(names).toEqual(expect.arrayContaining(['wait for permit', 'settle batch']));
    // The second one makes the audience out of the list, too; the attempt's record is of the last answer.
    const isRequest = ({ name }: SentSpan): boolean => name.startsWith('Pinterest ');
    const asked = children.map((own) => own.filter(isRequest).at(-1));
    expect(asked.map((span) => span?.name)).toEqual([
      'Pinterest customer_lists/create',
      'Pinterest audiences/create',
    ]);
    expect(asked.map((span) => span?.attributes['pinterest.request_id'])).toEqual(requestIds());
    expect(asked.map((span) => String(span?.attributes['http.response.status_code']))).toEqual([
      '503',
      '200',
    ]);
  });

  it('is found by the statement of the guide for operators, too', async () => {
    const guide = readFileSync(join(__dirname, '../../../docs/OPERATIONS.md'), 'utf8');
    const [, statement = ''] = /```sql\n([^`]*);\n\s*```/.exec(guide) ?? [];
    const rows = await stage.rows(statement.replace('<correlation id>', CALL_ID));
    expect(rows.map((row) => row['request_id']).sort()).toEqual(requestIds().sort());
    expect(await stage.rows(statement.replace('<correlation id>', 'another'))).toEqual([]);
  });

  it('leaves no personal data, token, external id or id of the caller in any span', () => {
    expect(collector.text).not.toMatch(/@example|by-(lines|graphql|mistake|socket)|pin[arc]_|ask_|shop-42/);
    expect(collector.text).not.toContain(CALL_ID);
    expect(collector.text).not.toMatch(/[0-9a-f]{64}/);
  });

  it('is measured by what the guide for operators names, and nothing else', () => {
    const measured = metrics.join('\n').match(/(?<=^# HELP )audience_sync_\w+/gm) ?? [];
    expect([...documentedMetrics()].sort()).toEqual(measured.sort());
  });

  it('is measured under names of ours, never of the caller', () => {
    const valueOf = (app: number, name: string, label = ''): number =>
      Number(
        metrics[app]
          ?.split('\n')
          .find((line) => line.startsWith(`${name}{`) && line.includes(label))
          ?.split(' ')[1],
      );
    expect(metrics[0]?.includes('Anything')).toBe(false);
    expect({
      mutations: valueOf(0, 'audience_sync_graphql_seconds_count', 'operation="enterStep",result="ok"'),
      usersByLines: valueOf(0, 'audience_sync_entry_call_users_sum', 'door="entries"'),
      transactions: valueOf(0, 'audience_sync_entry_transaction_seconds_count'),
      retried: valueOf(1, 'audience_sync_attempt_seconds_count', 'outcome="retry"'),
      synced: valueOf(1, 'audience_sync_seal_to_settled_seconds_count', 'state="SYNCED"'),
      settled: valueOf(1, 'audience_sync_store_seconds_count', 'call="settle"'),
    }).toEqual({ mutations: 3, usersByLines: 1, transactions: 4, retried: 1, synced: 1, settled: 2 });
    expect(valueOf(1, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });
});
