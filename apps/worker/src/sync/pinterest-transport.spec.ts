import { type LeasedBatch } from '@audience-sync/batching-scheduler';
import { type FetchInit, type FetchLike } from '@audience-sync/pinterest-client';
import { MemoryRateLimiter } from '@audience-sync/rate-limiter';
import { RequestGate } from '../limits/request-gate.ts';
import { AUDIENCE_ID, FakeAudienceWorld } from '../testing/fake-audience-world.ts';
import { type Consequence } from './answer-outcome.ts';
import { AudienceCreator } from './audience-creator.ts';
import { BatchDelivery } from './batch-delivery.ts';
import { sessionOpener } from './batch-session.ts';
import { type Grant, type Renewal } from './grants.port.ts';
import { PinterestTransport } from './pinterest-transport.ts';

/** Real: transport, delivery, client, gate, limiter (memory). Faked: Pinterest (a fetch), the stored audience and grant. */
class Stage {
  readonly world = new FakeAudienceWorld();
  readonly sent: { readonly method: string; readonly url: string; readonly token: string | undefined }[] = [];
  readonly recorded: Consequence[] = [];
  readonly renewals: number[] = [];
  grant: Grant | null = { status: 'ACTIVE', tokenVersion: 1, accessToken: 'pina_fake_1', isRefused: false };
  renewalAnswer: Renewal = 'renewed';
  answers: (() => Promise<{ status: number; headers?: Record<string, string>; body?: unknown }>)[] = [];
  readonly limiter = new MemoryRateLimiter();
  readonly controller = new AbortController();

  constructor() {
    void this.world.change({ customerListId: '701', pinterestAudienceId: '801', status: 'READY' });
  }

  answer(status: number, body: unknown = { id: '701' }, headers: Record<string, string> = {}): this {
    this.answers.push(() => Promise.resolve({ status, body, headers }));
    return this;
  }

  send(batch: Partial<LeasedBatch> = {}) {
    return this.transport().send({ ...BATCH, ...batch }, this.controller.signal);
  }

  private transport(): PinterestTransport {
    const { world } = this;
    const timing = { now: () => Date.now(), pause: () => Promise.resolve() };
    const metrics = { requestStarted: () => () => undefined, waited: () => undefined };
    const settings = {
      tier: 'standard',
      writesPerSecond: 7,
      maxInFlight: 100,
      maxPermitWaitMs: 0,
      requestTimeoutMs: 20_000,
    } as const;
    const gate = new RequestGate(this.limiter, settings, timing, metrics);
    const noteRefusal = (_id: string, version: number): Promise<void> => {
      if (this.grant?.tokenVersion === version) this.grant = { ...this.grant, isRefused: true };
      return Promise.resolve();
    };
    const grants = { current: () => Promise.resolve(this.grant), noteRefusal };
    const open = sessionOpener(
      { apiUrl: 'http://pinterest.test', requestTimeoutMs: 20_000, unansweredWaitMs: 30_000 },
      grants,
      gate,
      this.fetch,
      timing,
    );
    const renewal = { renew: (_id: string, version: number) => Promise.resolve(this.renewed(version)) };
    const recorder = { record: (what: Consequence) => Promise.resolve(void this.recorded.push(what)) };
    const delivery = new BatchDelivery(new AudienceCreator(world, world, 45_000), world, world);
    return new PinterestTransport(world, delivery, open, renewal, recorder, {
      timing,
      onSent: () => undefined,
    });
  }

  private renewed(version: number): Renewal {
    this.renewals.push(version);
    if (this.renewalAnswer === 'renewed' && this.grant !== null)
      this.grant = {
        ...{ status: 'ACTIVE', isRefused: false },
        ...{ tokenVersion: version + 1, accessToken: `pina_fake_${version + 1}` },
      };
    return this.renewalAnswer;
  }

  private readonly fetch: FetchLike = async (url: string, init: FetchInit) => {
    this.sent.push({ method: init.method, url, token: init.headers.authorization });
    const { status, body, headers } = await (
      this.answers.shift() ?? (() => Promise.reject(new Error('ECONNRESET')))
    )();
    const text = () => Promise.resolve(JSON.stringify(body));
    return { status, headers: { get: (name) => headers?.[name] ?? null }, text };
  };
}

const BATCH: LeasedBatch = {
  batchId: 'b1',
  attempt: 1,
  flowId: 'con_1',
  groupId: AUDIENCE_ID,
  operation: 'ADD',
  items: {
    count: 1,
    ids: ['u1'],
    keyCounts: new Uint8Array([1]),
    keyTags: new Uint8Array([1]),
    keys: Buffer.alloc(32, 7),
    data: null,
  },
  sealedAtMs: 0,
  leaseUntilMs: Number.MAX_SAFE_INTEGER,
  deadlineMs: null,
};

describe('PinterestTransport', () => {
  it('is accepted with the status and request id of the answer', async () => {
    const stage = new Stage().answer(200, { id: '701' }, { 'x-pinterest-rid': 'rid-7' });
    await expect(stage.send()).resolves.toEqual({
      kind: 'accepted',
      report: { status: 200, requestId: 'rid-7' },
    });
    expect(stage.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'PATCH http://pinterest.test/ad_accounts/549700000001/customer_lists/701',
    ]);
  });

  it('asks nothing for a batch whose keys were all overruled', async () => {
    const stage = new Stage();
    const items = {
      ...BATCH.items,
      keyCounts: new Uint8Array([0]),
      keyTags: new Uint8Array(),
      keys: Buffer.alloc(0),
    };
    await expect(stage.send({ items })).resolves.toEqual({ kind: 'accepted' });
    expect(stage.sent).toEqual([]);
  });

  it('renews a refused token and sends once more with the new one', async () => {
    const stage = new Stage().answer(401, { code: 2, message: 'Authentication failed.' }).answer(200);
    await expect(stage.send()).resolves.toMatchObject({ kind: 'accepted' });
    expect(stage.sent.map(({ token }) => token)).toEqual(['Bearer pina_fake_1', 'Bearer pina_fake_2']);
    expect(stage.renewals).toEqual([1]);
  });

  it('parks the connection when the renewal is refused', async () => {
    const stage = new Stage().answer(401, { code: 2, message: 'Authentication failed.' });
    stage.renewalAnswer = 'refused';
    await expect(stage.send()).resolves.toMatchObject({
      kind: 'hold',
      scope: 'flow',
      reason: 'INVALID_TOKEN',
    });
    expect(stage.sent).toHaveLength(1);
  });

  it('backs off when the renewal fails for now', async () => {
    const stage = new Stage().answer(401, { code: 2, message: 'Authentication failed.' });
    stage.renewalAnswer = 'failed';
    await expect(stage.send()).resolves.toMatchObject({ kind: 'retry', reason: 'TOKEN_RENEWAL_FAILED' });
  });

  it('sends nothing with a token that Pinterest has refused before, and renews it first', async () => {
    const stage = new Stage().answer(401, { code: 2, message: 'Authentication failed.' }).answer(200);
    stage.renewalAnswer = 'failed';
    await stage.send();
    await expect(stage.send()).resolves.toMatchObject({ kind: 'retry', reason: 'TOKEN_RENEWAL_FAILED' });
    expect(stage.sent).toHaveLength(1);
    stage.renewalAnswer = 'renewed';
    await expect(stage.send()).resolves.toMatchObject({ kind: 'accepted' });
    expect(stage.sent.map(({ token }) => token)).toEqual(['Bearer pina_fake_1', 'Bearer pina_fake_2']);
  });

  it('parks the audience while its ad account is not selected', async () => {
    const stage = new Stage();
    await stage.world.change({ isSelected: false });
    await expect(stage.send()).resolves.toEqual({
      kind: 'hold',
      scope: 'group',
      reason: 'AD_ACCOUNT_DESELECTED',
    });
    expect(stage.sent).toEqual([]);
  });

  it('does not renew in circles when the new token is refused too', async () => {
    const refused = { code: 2, message: 'Authentication failed.' };
    const stage = new Stage().answer(401, refused).answer(401, refused);
    await expect(stage.send()).resolves.toMatchObject({ kind: 'retry', reason: 'TOKEN_REFUSED_AGAIN' });
    expect(stage.renewals).toEqual([1]);
  });

  it.each([
    ['DISCONNECTED', 'DISCONNECTED'],
    ['INVALID_TOKEN', 'INVALID_TOKEN'],
  ] as const)('sends nothing through a connection that is %s', async (status, reason) => {
    const stage = new Stage();
    stage.grant = { status, tokenVersion: 1, accessToken: 'pina_fake_1', isRefused: false };
    await expect(stage.send()).resolves.toEqual({ kind: 'hold', scope: 'flow', reason });
    expect(stage.sent).toEqual([]);
  });

  it('sends nothing when the lease would end during the request', async () => {
    const stage = new Stage();
    await expect(stage.send({ leaseUntilMs: Date.now() + 10_000 })).resolves.toMatchObject({
      kind: 'deferred',
      reason: 'lease',
    });
    expect(stage.sent).toEqual([]);
  });

  it('sends nothing to an audience that was deleted', async () => {
    const stage = new Stage();
    await stage.world.change({ status: 'DELETED' });
    await expect(stage.send()).resolves.toEqual({ kind: 'hold', scope: 'group', reason: 'AUDIENCE_DELETED' });
    expect(stage.sent).toEqual([]);
  });

  it('writes down that the audience is gone', async () => {
    const stage = new Stage().answer(404, { code: 2, message: 'Customer list not found.' });
    await expect(stage.send()).resolves.toMatchObject({
      kind: 'hold',
      scope: 'group',
      reason: 'AUDIENCE_DELETED',
    });
    expect(stage.recorded).toEqual(['audience-gone']);
  });

  it('lets nobody else run into a limit that Pinterest named', async () => {
    const stage = new Stage().answer(
      429,
      { code: 8, message: 'Limit exceeded.' },
      { 'x-ratelimit-reset': '30' },
    );
    await expect(stage.send()).resolves.toMatchObject({ kind: 'retry', reason: 'THROTTLED' });
    await expect(stage.send()).resolves.toMatchObject({ kind: 'deferred', reason: 'limiter' });
    expect(stage.sent).toHaveLength(1);
  });

  it('defers the eighth write of a second', async () => {
    const stage = new Stage();
    for (let n = 0; n < 7; n += 1) await stage.answer(200).send();
    await expect(stage.send()).resolves.toMatchObject({ kind: 'deferred', reason: 'limiter' });
    expect(stage.sent).toHaveLength(7);
  });

  it.each([
    ['a broken connection', (stage: Stage) => stage],
    ['no answer in time', (stage: Stage) => stage.answer(504)],
  ])('does not repeat what may still be carried out: %s', async (_, prepare) => {
    const outcome = await prepare(new Stage()).send();
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'TRANSIENT' });
    const { overAtMs } = outcome as { overAtMs?: number };
    expect(overAtMs).toBeGreaterThan(Date.now() + 25_000);
    expect(overAtMs).toBeLessThanOrEqual(Date.now() + 30_000);
  });

  it('repeats what was answered as soon as it likes', async () => {
    const outcome = await new Stage().answer(503).send();
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'TRANSIENT' });
    expect(outcome).not.toHaveProperty('overAtMs');
  });

  it('counts a request that was cut off by the end of the process as perhaps arrived', async () => {
    const stage = new Stage();
    stage.answers.push(() => {
      stage.controller.abort();
      return new Promise(() => undefined);
    });
    await expect(stage.send()).resolves.toEqual({
      kind: 'retry',
      reason: 'ABORTED',
      overAtMs: expect.any(Number) as number,
    });
  });

  it('goes back untouched when the process stops before anything left', async () => {
    const stage = new Stage();
    stage.controller.abort();
    await expect(stage.send()).resolves.toMatchObject({ kind: 'deferred', reason: 'stopping' });
    expect(stage.sent).toEqual([]);
  });
});
