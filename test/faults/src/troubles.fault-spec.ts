// Real: one gateway and two workers as processes, Postgres and Redis; Pinterest is the sandbox with its limits. While something
// goes wrong, people are put into an audience and taken out of it again; then everything is counted: members, metrics, ledger,
// pace. `node tools/dist/chaos/main.js` runs the same troubles, and longer ones, in any order for as long as one likes.
import {
  type Brand,
  Product,
  seededRandom,
  Traffic,
  TROUBLED,
  type TroubleName,
  TROUBLES,
  verdictOn,
} from '@audience-sync/tools';

/** A lease (12 s), the troubles' own length, and what has to wait for an answer that never came; and then some for a busy machine. */
const SETTLE_MS = 90_000;

/** What happens at the same time. */
const ROUNDS: readonly (readonly TroubleName[])[] = [
  ['a worker is killed', 'a gateway is killed'],
  ['everything of ours is killed'],
  ['a worker is told to stop', 'Redis forgets everything'],
  ['a worker freezes for longer than its lease', 'a worker whose clock jumps joins'],
  ['another version is rolled out'],
  ['jobs are lost', 'jobs are doubled', 'Pinterest answers too late'],
  ['Redis is killed and comes back empty', 'the disk of Postgres is full now and then'],
  ['Postgres is killed and comes back'],
  [
    'Pinterest cuts connections before it does anything',
    'Pinterest does what it is asked and then cuts the connection',
    'Pinterest does what it is asked and cuts the connection in the middle of the answer',
  ],
];

describe('nobody is lost, counted twice or out of order when', () => {
  const random = seededRandom(20_261_123);
  const brands: Brand[] = [];
  let product: Product;

  beforeAll(async () => {
    product = await Product.start(TROUBLED);
    for (const user of [0, 1, 2]) brands.push(await product.brand(user));
  });
  afterAll(async () => {
    for (const brand of brands) await brand.close();
    await product.stop();
  });

  it.each(ROUNDS.map((names, at) => [names.join(', while '), names, at] as const))(
    '%s',
    async (_, names, at) => {
      const brand = brands[at % brands.length];
      if (!brand) throw new Error('there is no brand');
      const traffic = await Traffic.begin(brand, `Round ${at}`, random);
      for (let call = 0; call < 5; call++) await traffic.call();
      await traffic.during(Promise.all(names.map((name) => TROUBLES[name](product, random))));
      expect(await verdictOn(product, traffic, SETTLE_MS)).toEqual([]);
    },
  );
});
