// Real: two gateways' worth of processes is not needed, one gateway and two workers are; Postgres and Redis; Pinterest is
// the sandbox with its limits. While something goes wrong, people are put into an audience and taken out of it again; then
// everything is counted: members, metrics, ledger, pace.
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

/** A lease (12 s) and the troubles' own length, and then some for a busy machine. */
const SETTLE_MS = 60_000;

const TROUBLES_HERE: readonly TroubleName[] = [
  'a worker is killed',
  'all workers are killed',
  'a worker is told to stop',
  'a worker freezes for a moment',
  'a gateway is killed',
  'Redis forgets everything',
  'Redis is killed and comes back empty',
  'Postgres is killed and comes back',
  'Pinterest cuts connections before it does anything',
  'Pinterest does what it is asked and then cuts the connection',
  'Pinterest answers too late',
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

  it.each(TROUBLES_HERE)('%s', async (name) => {
    const brand = brands[TROUBLES_HERE.indexOf(name) % brands.length];
    if (!brand) throw new Error('there is no brand');
    const traffic = await Traffic.begin(brand, name, random);
    for (let call = 0; call < 5; call++) await traffic.call();
    await traffic.during(TROUBLES[name](product, random));
    expect(await verdictOn(product, traffic, SETTLE_MS)).toEqual([]);
  });
});
