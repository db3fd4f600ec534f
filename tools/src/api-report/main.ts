// The public API of a package as one reviewed file. Runs in the folder of the package, after its build:
//   npx nx run pinterest-client:api                  fails when the committed report is not what the build exports, when
//                                                    something lacks its doc comment, or on an unannounced breaking change
//   npx nx run pinterest-client:api -- --write       writes the report
//   npx nx run pinterest-client:api -- --freeze      writes it, and what it promises as the version's (`npm run release` does)
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { breakingChanges } from './breaking-changes.ts';
import { contractOf } from './contract.ts';
import { freeze, thaw } from './frozen-contract.ts';
import { frozenFile, readManifest, reportFile, textOf } from './package-files.ts';
import { announcesBreaking, plannedVersion } from './planned-version.ts';
import { readEntries } from './read-entries.ts';
import { renderReport } from './render-report.ts';

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    freeze: { type: 'boolean', default: false },
    plans: { type: 'string', default: join(__dirname, '../../../.nx/version-plans') },
  },
});
const folder = process.cwd();
const manifest = readManifest(folder);
const entries = readEntries(folder, manifest);
const report = renderReport(manifest, entries);
const [file, frozen] = [reportFile(folder, manifest), frozenFile(folder, manifest)];

const problems = values.freeze ? undocumented() : [...undocumented(), ...unannounced()];
if (problems.length === 0 && (values.write || values.freeze)) {
  mkdirSync(join(folder, 'etc'), { recursive: true });
  writeFileSync(file, report);
  if (values.freeze) writeFileSync(frozen, freeze(manifest.version, contractOf(report)));
} else if (textOf(file) !== report) {
  problems.push(
    `${file} is not what the build exports. Build, run with --write, and have the difference reviewed.`,
  );
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
}

function undocumented(): string[] {
  const names = entries.flatMap(({ path, symbols }) =>
    symbols.flatMap((symbol) => symbol.undocumented.map((name) => `${path}#${name}`)),
  );
  return names.length === 0 ? [] : ['Exported without a doc comment:', ...names.map((name) => `  ${name}`)];
}

/** Compared with the last frozen version, however often the report was written since. */
function unannounced(): string[] {
  const before = thaw(textOf(frozen));
  const planned = plannedVersion(manifest.version, manifest.nx.name, values.plans);
  if (before === null || announcesBreaking(before.version, planned)) return [];
  const changes = breakingChanges(before, contractOf(report));
  if (changes.length === 0) return [];
  return [
    `Breaking since ${before.version}, and the version does not say so (npx nx release plan):`,
    ...changes.map((change) => `  ${change}`),
  ];
}
