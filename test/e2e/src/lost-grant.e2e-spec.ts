// Real: everything but Pinterest, which is the sandbox; two gateways and two workers as processes.
import { eventually } from '@audience-sync/test-kit';
import { AudienceModel, type Brand, Product } from '@audience-sync/tools';
import { expectExactly, settles } from './support/outcome.ts';
import { people } from './support/people.ts';

/** "The first parked batch leaves within 2 s after reconnecting." */
const FIRST_BATCH_MS = 2_000;
const SLOW = { timeoutMs: 30_000, intervalMs: 100 };

interface Shown {
  readonly pinterestConnection: { readonly status: string; readonly lastError: string | null };
  readonly canvas: { readonly problems: readonly { readonly code: string; readonly stepId: string }[] };
  readonly step: { readonly problems: readonly { readonly code: string; readonly message: string }[] };
}

describe('a grant that dies', () => {
  let product: Product;
  let brand: Brand;
  beforeAll(async () => {
    product = await Product.start({
      gateways: 2,
      workers: 2,
      env: { SYNC_FLUSH_INTERVAL_MS: '400', LOG_LEVEL: 'warn' },
    });
    brand = await product.brand();
  });
  afterAll(async () => {
    await brand.close();
    await product.stop();
  });

  const tallies = async () => {
    const { users } = await product.sandbox.state({ digests: false });
    return users.find(({ id }) => id === brand.pinterestUserId)?.requests ?? {};
  };
  const deadRequests = async (): Promise<number> =>
    Object.values(await tallies()).reduce(
      (sum, { refusedByReason }) => sum + (refusedByReason['authentication'] ?? 0),
      0,
    );
  const written = async (): Promise<number> => (await tallies()).ads_write?.accepted ?? 0;
  const shown = (canvasId: string, stepId: string): Promise<Shown> =>
    brand.gateway.run(
      `query ($connectionId: ID!, $canvasId: ID!, $stepId: ID!) {
        pinterestConnection(id: $connectionId) { status lastError }
        canvas(id: $canvasId) { problems { code stepId } }
        step(id: $stepId) { ... on AudienceSyncStep { problems { code message } } } }`,
      { connectionId: brand.connectionId, canvasId, stepId },
    );

  it('is shown everywhere, parks its users without hammering, and connecting again delivers all of them at once', async () => {
    const audienceId = await brand.createAudience('Still there');
    const { canvasId, stepIds } = await brand.launch([{ audienceId, operation: 'ADD' }]);
    const [stepId = ''] = stepIds;
    await brand.stream(stepId, people(100), 'before');
    await settles(brand, stepId, { synced: 100 });

    await product.sandbox.revokeTokens(brand.pinterestUserId);
    await brand.stream(stepId, people(9_500, 100), 'while it is dead');
    await eventually(async () => {
      const { pinterestConnection, canvas, step } = await shown(canvasId, stepId);
      expect(pinterestConnection).toMatchObject({
        status: 'INVALID_TOKEN',
        lastError: expect.stringContaining('Connect it again') as string,
      });
      expect(canvas.problems).toEqual([{ code: 'CONNECTION_INVALID', stepId }]);
      expect(step.problems).toMatchObject([{ code: 'CONNECTION_INVALID' }]);
    }, SLOW);
    expect(await brand.metrics(stepId)).toMatchObject({ synced: 100, pending: 9_500, errored: 0 });
    expect(await deadRequests()).toBeLessThanOrEqual(2);

    const before = await written();
    const reconnectedAt = Date.now();
    await brand.reconnect();
    await eventually(async () => expect(await written()).toBeGreaterThan(before), {
      timeoutMs: FIRST_BATCH_MS,
      intervalMs: 20,
    });
    expect(Date.now() - reconnectedAt).toBeLessThan(FIRST_BATCH_MS);
    await settles(brand, stepId, { entered: 9_600, synced: 9_600 });
    await expectExactly(product, 'Still there', new AudienceModel().add(people(9_600)));
    expect(await shown(canvasId, stepId)).toMatchObject({
      pinterestConnection: { status: 'ACTIVE', lastError: null },
      canvas: { problems: [] },
      step: { problems: [] },
    });
  });
});
