// Real: everything but Pinterest, which is the sandbox. Each test has a workspace of its own.
import {
  AudienceModel,
  type Brand,
  type LaunchedCanvas,
  membersOf,
  messyUsers,
  type Metrics,
  Product,
} from '@audience-sync/tools';
import { expectExactly, settles } from './support/outcome.ts';
import { people } from './support/people.ts';

let product: Product;
const brands: Brand[] = [];

beforeAll(async () => {
  product = await Product.start({
    env: { SYNC_FLUSH_INTERVAL_MS: '400', SYNC_BACKOFF_MIN_MS: '200', LOG_LEVEL: 'warn' },
  });
});
afterEach(async () => {
  while (brands.length > 0) await brands.pop()?.close();
  expect(product.lost).toEqual([]);
});
afterAll(() => product.stop());

async function open(user?: number): Promise<Brand> {
  const brand = await product.brand(user);
  brands.push(brand);
  return brand;
}

function onlyStep({ stepIds }: LaunchedCanvas): string {
  const [stepId] = stepIds;
  if (stepId === undefined || stepIds.length > 1) throw new Error('a canvas of one step was expected');
  return stepId;
}

describe('users who enter a step that adds', () => {
  it('arrive in the audience exactly, by GraphQL and by NDJSON, and every one is counted', async () => {
    const brand = await open();
    const audienceId = await brand.createAudience('Everybody who came');
    const stepId = onlyStep(await brand.launch([{ audienceId, operation: 'ADD' }]));
    const users = [...messyUsers(4_300, 11)];
    const [few, many] = [users.slice(0, 300), users.slice(300)];
    const notSynced = users.filter((user) => membersOf(user).length === 0).length;

    const answer = await brand.enter(stepId, few, 'few');
    expect(answer).toMatchObject({ __typename: 'EnterStepPayload', entered: 300, rejected: [] });
    const lines = await brand.stream(stepId, many, 'many');
    expect(lines.at(-1)).toMatchObject({ done: true, lines: 4_000, entered: 4_000, rejected: 0 });

    const synced = users.length - notSynced;
    await settles(brand, stepId, { entered: 4_300, synced, notSynced, errored: 0 });
    expect(await brand.metrics(stepId)).toMatchObject({ proceeded: 4_300, exited: 4_300 });
    await expectExactly(product, 'Everybody who came', new AudienceModel().add(users));
  });

  it('are watched by subscription, which always brings the last value', async () => {
    const brand = await open();
    const audienceId = await brand.createAudience('Watched');
    const stepId = onlyStep(await brand.launch([{ audienceId, operation: 'ADD' }]));
    const seen: Metrics[] = [];
    const settled = new Promise<void>((resolve) => {
      brand.gateway.subscribe<{ stepMetricsChanged: Metrics }>(
        'subscription ($id: ID!) { stepMetricsChanged(stepId: $id) { entered synced pending } }',
        { id: stepId },
        ({ stepMetricsChanged }) => {
          seen.push(stepMetricsChanged);
          if (stepMetricsChanged.synced === 2_500) resolve();
        },
      );
    });
    await brand.stream(stepId, people(2_500), 'watched');
    await settled;
    expect(seen.at(-1)).toEqual({ entered: 2_500, synced: 2_500, pending: 0 });
    expect(seen.every(({ entered, synced, pending }) => entered === synced + pending)).toBe(true);
  });

  it('are matched by the fields of the step alone', async () => {
    const brand = await open(1);
    const audienceId = await brand.createAudience('Devices only');
    const stepId = onlyStep(await brand.launch([{ audienceId, operation: 'ADD', matchFields: ['IDFA'] }]));
    const idfa = 'A1B2C3D4-0001-4000-8000-00000000BEEF';
    await brand.enter(stepId, [{ id: 'both', email: 'both@example.com', idfa }, ...people(2)]);
    await settles(brand, stepId, { entered: 3, synced: 1, notSynced: 2 });
    await expectExactly(product, 'Devices only', new AudienceModel().add([{ id: 'both', idfa }]));
  });

  it('are counted as often as they enter, and are in the audience once', async () => {
    const brand = await open();
    const audienceId = await brand.createAudience('Came back');
    const stepId = onlyStep(await brand.launch([{ audienceId, operation: 'ADD' }]));
    await brand.enter(stepId, people(5));
    await brand.enter(stepId, people(5));
    await settles(brand, stepId, { entered: 10, synced: 10 });
    await expectExactly(product, 'Came back', new AudienceModel().add(people(5)));
  });

  it('share one audience and one list when two canvases feed it', async () => {
    const brand = await open(1);
    const audienceId = await brand.createAudience('Fed twice');
    const [one, other] = [
      onlyStep(await brand.launch([{ audienceId, operation: 'ADD' }])),
      onlyStep(await brand.launch([{ audienceId, operation: 'ADD' }])),
    ];
    await Promise.all([brand.enter(one, people(30)), brand.enter(other, people(20, 20))]);
    await settles(brand, one, { entered: 30, synced: 30 });
    await settles(brand, other, { entered: 20, synced: 20 });
    await expectExactly(product, 'Fed twice', new AudienceModel().add(people(40)));
  });
});

describe('users who enter a step that removes', () => {
  async function addAndRemove(brand: Brand, name: string): Promise<{ add: string; remove: string }> {
    const audienceId = await brand.createAudience(name);
    return {
      add: onlyStep(await brand.launch([{ audienceId, operation: 'ADD' }])),
      remove: onlyStep(await brand.launch([{ audienceId, operation: 'REMOVE' }])),
    };
  }

  it('leave the audience, and nobody else does', async () => {
    const brand = await open();
    const { add, remove } = await addAndRemove(brand, 'Suppressed');
    await brand.enter(add, people(100));
    await settles(brand, add, { synced: 100 });
    await brand.enter(remove, people(60));
    await settles(brand, remove, { entered: 60, synced: 60 });
    await expectExactly(product, 'Suppressed', new AudienceModel().add(people(40, 60)));
  });

  it('of an audience that nobody was added to are done without a word to Pinterest', async () => {
    const brand = await open(1);
    const { remove } = await addAndRemove(brand, 'Never born');
    await brand.enter(remove, people(10));
    await settles(brand, remove, { entered: 10, synced: 10 });
    expect(await product.listsNamed('Never born')).toEqual([]);
    expect(await product.ledgerFaults()).toEqual([]);
  });

  it('are in when the last word was to add them: added, removed and added within one window', async () => {
    const brand = await open();
    const { add, remove } = await addAndRemove(brand, 'Second thoughts');
    await brand.enter(add, people(50));
    await brand.enter(remove, people(50));
    await brand.enter(add, people(20));
    await settles(brand, add, { entered: 70, synced: 70 });
    await settles(brand, remove, { entered: 50, synced: 50 });
    await expectExactly(product, 'Second thoughts', new AudienceModel().add(people(20)));
  });

  it('end as the last word says over many windows, also when Pinterest fails in between', async () => {
    const brand = await open(1);
    const { add, remove } = await addAndRemove(brand, 'Back and forth');
    await brand.enter(add, people(40));
    await settles(brand, add, { synced: 40 });
    const [list] = await product.listsNamed('Back and forth');
    if (!list) throw new Error('there is no list');
    await product.sandbox.addFault({
      match: { operation: 'customer_lists/update', listId: list.id },
      fault: { kind: 'status', status: 503 },
      times: 2,
    });
    const model = new AudienceModel().add(people(40));
    let [added, removed] = [40, 0];
    for (let round = 0; round < 4; round++) {
      const [taken, given] = [people(30, round * 3), people(20, round * 5)];
      await brand.enter(remove, taken);
      await brand.enter(add, given);
      model.remove(taken).add(given);
      [added, removed] = [added + given.length, removed + taken.length];
    }
    await settles(brand, add, { entered: added, synced: added, errored: 0 });
    await settles(brand, remove, { entered: removed, synced: removed, errored: 0 });
    await expectExactly(product, 'Back and forth', model);
  });

  it('take a shared e-mail address out for both who have it', async () => {
    const brand = await open();
    const { add, remove } = await addAndRemove(brand, 'Shared');
    const own = { id: 'ada', email: ['ada@example.com', 'family@example.com'] };
    await brand.enter(add, [own, { id: 'bob', email: 'family@example.com' }]);
    await settles(brand, add, { synced: 2 });
    await brand.enter(remove, [{ id: 'bob', email: ' Family@Example.com ' }]);
    await settles(brand, remove, { synced: 1 });
    await expectExactly(
      product,
      'Shared',
      new AudienceModel().add([{ id: 'ada', email: 'ada@example.com' }]),
    );
  });
});

describe('users who proceed', () => {
  it('enter the next audience sync step at once, and exit after the last', async () => {
    const brand = await open();
    const welcome = await brand.createAudience('Welcome');
    const prospects = await brand.createAudience('Prospects');
    const { stepIds } = await brand.launch([
      { audienceId: welcome, operation: 'ADD' },
      { audienceId: prospects, operation: 'REMOVE', matchFields: ['EMAIL'] },
    ]);
    const filling = onlyStep(await brand.launch([{ audienceId: prospects, operation: 'ADD' }]));
    await brand.enter(filling, people(50));
    await settles(brand, filling, { synced: 50 });
    const [first = '', second = ''] = stepIds;
    const device = { id: 'device', maid: 'a1b2c3d4-0002-4000-8000-00000000beef' };
    await brand.enter(first, [...people(20), device]);
    await settles(brand, first, { entered: 21, synced: 21, proceeded: 21, exited: 0 });
    await settles(brand, second, { entered: 21, synced: 20, notSynced: 1, proceeded: 21, exited: 21 });
    await expectExactly(product, 'Welcome', new AudienceModel().add([...people(20), device]));
    await expectExactly(product, 'Prospects', new AudienceModel().add(people(30, 20)));
  });

  it('to a step of another team leave us there, without an exit', async () => {
    const brand = await open(1);
    const audienceId = await brand.createAudience('Before the mail');
    const { stepIds } = await brand.launch([
      { audienceId, operation: 'ADD' },
      { external: 'Send a mail' },
      { audienceId, operation: 'REMOVE' },
    ]);
    const [first = '', external = '', last = ''] = stepIds;
    await brand.enter(first, people(10));
    await settles(brand, first, { entered: 10, synced: 10, proceeded: 10, exited: 0 });
    expect(await brand.metrics(last)).toMatchObject({ entered: 0 });
    expect(await brand.enter(external, people(1))).toMatchObject({ code: 'STEP_NOT_SYNCABLE' });

    await brand.enter(last, people(4));
    await settles(brand, last, { entered: 4, synced: 4, exited: 4 });
    await expectExactly(product, 'Before the mail', new AudienceModel().add(people(6, 4)));
  });
});

describe('a workspace', () => {
  it('sees and touches nothing of another one', async () => {
    const [mine, theirs] = [await open(), await open()];
    const audienceId = await theirs.createAudience('Not yours');
    const canvas = await theirs.launch([{ audienceId, operation: 'ADD' }]);
    const stepId = onlyStep(canvas);
    expect(await mine.enter(stepId, people(1))).toMatchObject({ __typename: 'NotFoundError' });
    await expect(mine.stream(stepId, people(1), 'key')).rejects.toThrow('entries: 404');
    await expect(mine.metrics(stepId)).rejects.toThrow('there is no step');
    expect(
      await mine.gateway.run(
        'query ($canvas: ID!, $audience: ID!) { canvas(id: $canvas) { id } audience(id: $audience) { id } }',
        {
          canvas: canvas.canvasId,
          audience: audienceId,
        },
      ),
    ).toEqual({ canvas: null, audience: null });
    expect(await theirs.metrics(stepId)).toMatchObject({ entered: 0 });
  });
});
