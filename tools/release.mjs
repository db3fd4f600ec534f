// `npm run release`: gives the published libraries the versions that the plans in .nx/version-plans ask for, freezes their
// API reports, writes the changelogs, commits and tags. `npm run release -- --dry-run` only tells. docs/RELEASING.md says more.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import { releaseChangelog, releaseVersion } from 'nx/release/index.js';

const { 'dry-run': dryRun } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false } },
}).values;
const NX = createRequire(import.meta.url).resolve('nx/bin/nx.js');
const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });

const { projectsVersionData, releaseGraph } = await releaseVersion({ dryRun });
const released = Object.entries(projectsVersionData).flatMap(([project, { newVersion }]) =>
  newVersion ? [{ project, newVersion }] : [],
);
if (!dryRun) {
  const changed = released.flatMap(follow);
  run('npm', 'install', '--package-lock-only', '--no-audit', '--no-fund');
  for (const { project } of released) run(process.execPath, NX, 'run', `${project}:api`, '--freeze');
  run('git', 'add', 'package-lock.json', 'libs/*/etc/*', ...changed);
}
await releaseChangelog({ versionData: projectsVersionData, releaseGraph, deleteVersionPlans: true, dryRun });

/** Whoever uses the library inside the workspace uses the new version. Answers the files that say so. */
function follow({ project, newVersion }) {
  const manifests = execFileSync('git', ['ls-files', '*/package.json'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const name = `@audience-sync/${project}`;
  return manifests.filter((file) => {
    const before = readFileSync(file, 'utf8');
    const after = before.replace(new RegExp(`("${name}": )"[^"]+"`), `$1"${newVersion}"`);
    if (after !== before) writeFileSync(file, after);
    return after !== before;
  });
}
