import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Product } from '../brand/product.ts';
import { seededRandom } from '../demo/user-file.ts';
import { type Programs, programsIn } from '../stack/programs.ts';
import { TROUBLED } from './settings.ts';
import { Traffic } from './traffic.ts';
import { TROUBLES, type TroubleName } from './troubles.ts';
import { verdictOn } from './verdict.ts';

// Trouble after trouble, drawn from a seed, while users are added and removed; after each everything is counted. The
// order of troubles and calls is the seed's; when exactly each strikes is not, so a seed finds a fault again only mostly.

const USAGE = `node tools/dist/chaos/main.js [--minutes N] [--seed S] [--only NAME]

  --minutes N  default 2
  --seed S     default: made up, and printed
  --other-version DIR  a built checkout of another version: it is at work in the beginning, the first trouble is that this
                       version is rolled out, and it is what rolling deploys come from and go to
  --only NAME  one of these troubles again and again; may be given more than once:
${Object.keys(TROUBLES)
  .map((name) => `                 ${name}`)
  .join('\n')}`;
const ROLL_OUT: TroubleName = 'another version is rolled out';
const SETTLE_MS = 120_000;
const REST_MS = 1_500;

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly names: readonly TroubleName[];
  readonly otherVersion: Programs | undefined;
}

/** Answers how many troubles broke something. */
async function run({ minutes, seed, names, otherVersion }: Options): Promise<number> {
  const random = seededRandom(seed);
  const endAt = Date.now() + minutes * 60_000;
  const product = await Product.start({ ...TROUBLED, otherVersion });
  const end = (): void => void product.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  let failures = 0;
  try {
    const brands = await Promise.all([0, 1, 2].map((user) => product.brand(user)));
    for (let round = 0; Date.now() < endAt; round++) {
      const drawn = names[Math.floor(random() * names.length)] ?? ROLL_OUT;
      const name = round === 0 && otherVersion ? ROLL_OUT : drawn;
      const brand = brands[round % brands.length];
      if (!brand) throw new Error('there is no brand');
      const traffic = await Traffic.begin(brand, `Round ${round}`, random);
      const startedAt = Date.now();
      const strike = async (): Promise<void> => {
        await delay(REST_MS * random());
        await TROUBLES[name](product, random);
        await delay(REST_MS * random());
      };
      await traffic.during(strike());
      const broken = await verdictOn(product, traffic, SETTLE_MS);
      console.log(
        `${round}  ${((Date.now() - startedAt) / 1_000).toFixed(1)} s  ${name}: ${broken.length === 0 ? 'held' : 'BROKEN'}`,
      );
      for (const words of broken) console.log(`     ${words}`);
      if (broken.length > 0) failures += 1;
    }
    await Promise.all(brands.map((brand) => brand.close()));
    return failures;
  } finally {
    await product.stop();
  }
}

function readOptions(argv: readonly string[]): Options | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: text,
      seed: text,
      only: { ...text, multiple: true },
      'other-version': text,
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const names = (Object.keys(TROUBLES) as TroubleName[]).filter(
    (name) => values.only === undefined || values.only.includes(name),
  );
  const minutes = Number(values.minutes ?? 2);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  if (names.length === 0 || !(minutes > 0) || !Number.isSafeInteger(seed)) return null;
  const other = values['other-version'];
  return { minutes, seed, names, otherVersion: other === undefined ? undefined : programsIn(resolve(other)) };
}

const options = readOptions(process.argv.slice(2));
if (!options) {
  console.log(USAGE);
  process.exitCode = process.argv.includes('--help') ? 0 : 2;
} else {
  console.log(`seed ${options.seed}, ${options.minutes} minutes`);
  run(options).then(
    (failures) => {
      console.log(
        failures === 0 ? 'Everything held.' : `${failures} times something broke: seed ${options.seed}`,
      );
      process.exitCode = failures === 0 ? 0 : 1;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
