import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseSchema, isAnnounced } from './base-schema.ts';
import { compareSchemas } from './compare.ts';

const ROOT = join(__dirname, '../../..');
const FILE = 'apps/gateway/schema.graphql';

/** `node main.js [commit]`: fails when the schema breaks clients of the one before and HEAD does not announce it. */
async function main(): Promise<number> {
  const base = await baseSchema(ROOT, FILE, process.argv[2]);
  if (base.kind === 'none') {
    console.log(`The schema was not compared: ${base.why}.`);
    return 0;
  }
  const changes = await compareSchemas(base.sdl, readFileSync(join(ROOT, FILE), 'utf8'));
  console.log(`Compared ${FILE} with that of ${base.commit.slice(0, 12)} (${base.note}):`);
  console.log(
    `${changes.breaking.length} breaking, ${changes.dangerous.length} dangerous, ${changes.harmless.length} harmless changes.`,
  );
  for (const change of changes.breaking) console.log(`  breaking: ${change}`);
  for (const change of changes.dangerous) console.log(`  dangerous: ${change}`);
  if (changes.breaking.length === 0) return 0;
  if (await isAnnounced(ROOT)) {
    console.log('HEAD announces it ("BREAKING CHANGE: ...").');
    return 0;
  }
  console.log('Deprecate first, with a reason; or say "BREAKING CHANGE: why" in the message of the commit.');
  return 1;
}

main().then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
