// Real: everything but Pinterest. Whatever is sent wrongly has a clear answer, and what was sent rightly beside it enters.
import { gzipSync } from 'node:zlib';
import { AudienceModel, type Brand, Product, type UserLine } from '@audience-sync/tools';
import { type DoorAnswer, type DoorRequest, post } from './support/entries-door.ts';
import { expectExactly, settles } from './support/outcome.ts';
import { people } from './support/people.ts';

const ENTRIES_MAX_BODY_BYTES = 1_000_000;
const GRAPHQL_MAX_BODY_BYTES = 500_000;
const LINES_PER_CHUNK = 5_000;

let product: Product;
let brand: Brand;
let audiences = 0;

beforeAll(async () => {
  product = await Product.start({
    env: {
      SYNC_FLUSH_INTERVAL_MS: '300',
      ENTRIES_MAX_BODY_BYTES: String(ENTRIES_MAX_BODY_BYTES),
      GRAPHQL_MAX_BODY_BYTES: String(GRAPHQL_MAX_BODY_BYTES),
      LOG_LEVEL: 'error',
    },
  });
  brand = await product.brand();
});
afterAll(async () => {
  await brand.close();
  await product.stop();
});

interface Target {
  readonly name: string;
  readonly stepId: string;
  readonly canvasId: string;
}

/** A step of its own, with an audience of its own. */
async function addingStep(): Promise<Target> {
  const name = `Audience ${++audiences}`;
  const audienceId = await brand.createAudience(name);
  const { stepIds, canvasId } = await brand.launch([{ audienceId, operation: 'ADD' }]);
  return { name, canvasId, stepId: stepIds[0] ?? '' };
}

const door = (request: DoorRequest): Promise<DoorAnswer> =>
  post(brand, product.stack.gateways[0]?.url ?? '', request);
const ndjson = (users: readonly UserLine[]): string =>
  users.map((user) => `${JSON.stringify(user)}\n`).join('');

describe('a step that cannot be entered', () => {
  it('is named when it does not exist', async () => {
    expect(await brand.enter('stp_00000000000000000000000000', people(1))).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
    });
    const { status, lines } = await door({ stepId: 'no such step', body: ndjson(people(1)) });
    expect([status, JSON.stringify(lines)]).toEqual([404, expect.stringContaining('NOT_FOUND')]);
  });

  it('lets nobody in once its canvas is stopped, and still syncs those who came before', async () => {
    const { name, stepId, canvasId } = await addingStep();
    await brand.enter(stepId, people(5));
    await brand.gateway.run(
      'mutation ($id: ID!) { stopCanvas(canvasId: $id) { ... on Canvas { status } ... on UserError { code } } }',
      { id: canvasId },
    );
    expect(await brand.enter(stepId, people(1, 5))).toMatchObject({ code: 'CANVAS_NOT_ACTIVE' });
    const { status, lines } = await door({ stepId, body: ndjson(people(1, 5)) });
    expect([status, JSON.stringify(lines)]).toEqual([409, expect.stringContaining('CANVAS_NOT_ACTIVE')]);
    await settles(brand, stepId, { entered: 5, synced: 5 });
    await expectExactly(product, name, new AudienceModel().add(people(5)));
  });
});

describe('users who are sent wrongly', () => {
  const faulty = [
    { id: '', email: 'empty@example.com' },
    { id: 'x'.repeat(257), email: 'long@example.com' },
    { id: 'line\nbreak', email: 'control@example.com' },
  ];

  it('are refused one by one by GraphQL, with their place; the others enter', async () => {
    const { name, stepId } = await addingStep();
    const answer = await brand.enter(stepId, [...faulty, ...people(3)]);
    expect(answer).toMatchObject({ entered: 3, notSynced: 0 });
    expect(answer.rejected).toEqual(
      [0, 1, 2].map((index) => ({ index, code: 'INVALID_ID', message: expect.any(String) as string })),
    );
    await settles(brand, stepId, { entered: 3, synced: 3 });
    await expectExactly(product, name, new AudienceModel().add(people(3)));
  });

  it('are refused line by line by NDJSON, with their number; the others enter', async () => {
    const { name, stepId } = await addingStep();
    const body = [
      JSON.stringify(people(1)[0]),
      '{"id": "broken", "email":',
      '"just text"',
      '',
      ...faulty.map((user) => JSON.stringify(user)),
      '{"id":"wrong-kind","email":42}',
      JSON.stringify(people(1, 1)[0]),
    ].join('\n');
    const { status, lines } = await door({ stepId, body });
    expect(status).toBe(200);
    const rejected = (lines[0]?.['rejected'] ?? []) as readonly { line: number; code: string }[];
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [2, 'MALFORMED_JSON'],
      [3, 'NOT_AN_OBJECT'],
      [5, 'INVALID_ID'],
      [6, 'INVALID_ID'],
      [7, 'INVALID_ID'],
      [8, 'INVALID_FIELD'],
    ]);
    expect(lines.at(-1)).toMatchObject({ done: true, entered: 2, rejected: 6, lines: 9 });
    await settles(brand, stepId, { entered: 2, synced: 2 });
    await expectExactly(product, name, new AudienceModel().add(people(2)));
  });

  it('without a usable identifier are counted as not synced', async () => {
    const { stepId } = await addingStep();
    const zero = '00000000-0000-0000-0000-000000000000';
    await brand.enter(stepId, [
      { id: 'zero', idfa: zero, maid: zero },
      { id: 'none' },
      { id: 'at', email: '@' },
    ]);
    await settles(brand, stepId, { entered: 3, notSynced: 3, synced: 0, proceeded: 3 });
    expect(await product.ledgerFaults()).toEqual([]);
  });

  it('are too many for one call above 5,000', async () => {
    const { stepId } = await addingStep();
    expect(await brand.enter(stepId, people(5_001))).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await brand.metrics(stepId)).toMatchObject({ entered: 0 });
  });
});

describe('a body', () => {
  it('over the limit of GraphQL is refused whole', async () => {
    const answer = await fetch(`${product.stack.gateways[0]?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${brand.apiKey}` },
      body: JSON.stringify({
        query: '{ viewer { __typename } }',
        filler: 'x'.repeat(GRAPHQL_MAX_BODY_BYTES),
      }),
    });
    expect(answer.status).toBe(413);
    await answer.body?.cancel();
  });

  it('over the limit of the NDJSON door ends there; the chunks before it are kept and told', async () => {
    const { name, stepId } = await addingStep();
    const filler = 'x'.repeat(80);
    const users = Array.from({ length: 9_000 }, (_, at) => ({
      ...people(1, at)[0],
      id: `user-${at}-${filler}`,
    }));
    const { status, lines } = await door({ stepId, body: ndjson(users), key: 'too long' });
    expect(status).toBe(200);
    expect(lines).toEqual([
      expect.objectContaining({ chunk: 0, entered: LINES_PER_CHUNK }),
      { done: false, error: expect.objectContaining({ code: 'BODY_TOO_LARGE' }) as unknown },
    ]);
    await settles(brand, stepId, { entered: LINES_PER_CHUNK, synced: LINES_PER_CHUNK });
    await expectExactly(product, name, new AudienceModel().add(people(LINES_PER_CHUNK)));
  });

  it('may be packed with gzip, and is told to be broken when it is not', async () => {
    const { stepId } = await addingStep();
    const headers = { 'content-encoding': 'gzip' };
    const packed = new Uint8Array(gzipSync(ndjson(people(3))));
    expect((await door({ stepId, body: packed, headers })).lines.at(-1)).toMatchObject({ entered: 3 });
    const { lines } = await door({ stepId, body: ndjson(people(3)), headers });
    expect(lines.at(-1)).toMatchObject({ done: false, error: { code: 'BAD_GZIP' } });
    expect(await brand.metrics(stepId)).toMatchObject({ entered: 3 });
  });

  it('of another kind is refused with the kind that is wanted', async () => {
    const { stepId } = await addingStep();
    const headers = { 'content-type': 'text/csv' };
    const { status, lines } = await door({ stepId, body: 'id,email\n', headers });
    expect([status, JSON.stringify(lines)]).toEqual([415, expect.stringContaining('application/x-ndjson')]);
  });
});

describe('an idempotency key', () => {
  it('enters the same users once by GraphQL, and refuses others', async () => {
    const { name, stepId } = await addingStep();
    const first = await brand.enter(stepId, people(4), 'one');
    expect(await brand.enter(stepId, people(4), 'one')).toEqual({ ...first, replayed: true });
    expect(await brand.enter(stepId, people(5), 'one')).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await settles(brand, stepId, { entered: 4, synced: 4 });
    await expectExactly(product, name, new AudienceModel().add(people(4)));
  });

  it('enters the same stream once, goes on where it broke off, and refuses another stream', async () => {
    const { name, stepId } = await addingStep();
    const all = ndjson(people(7_000));
    const some = ndjson(people(LINES_PER_CHUNK));
    expect((await door({ stepId, body: some, key: 'two' })).lines.at(-1)).toMatchObject({
      entered: LINES_PER_CHUNK,
    });
    const { lines } = await door({ stepId, body: all, key: 'two' });
    expect(lines.at(-1)).toMatchObject({ done: true, entered: 7_000, chunks: 2, replayedChunks: 1 });
    const other = await door({ stepId, body: ndjson(people(10, 9)), key: 'two' });
    expect([other.status, JSON.stringify(other.lines)]).toEqual([
      409,
      expect.stringContaining('IDEMPOTENCY_KEY_REUSED'),
    ]);
    await settles(brand, stepId, { entered: 7_000, synced: 7_000 });
    await expectExactly(product, name, new AudienceModel().add(people(7_000)));
  });
});

describe('a caller', () => {
  it('without a key, or with a wrong one, gets nowhere', async () => {
    const { stepId } = await addingStep();
    const strangers = [{ apiKey: 'ask_not-a-key' }, { apiKey: '' }];
    for (const stranger of strangers) {
      const url = product.stack.gateways[0]?.url ?? '';
      expect((await post(stranger, url, { stepId, body: ndjson(people(1)) })).status).toBe(401);
    }
    expect(await brand.metrics(stepId)).toMatchObject({ entered: 0 });
  });
});
