// `npm test`: every tier of every project through Nx, and as the last line how it went.
//   npm test -- --tier unit|integration|e2e|faults    only that tier (may be given more than once)
//   npm test -- --skip-cache                          also what has passed before and has not changed since
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const NX = require.resolve('nx/bin/nx.js');
const startServices = require('../test/kit/global-setup.cjs');
const stopServices = require('../test/kit/global-teardown.cjs');

/** Tier and the Nx target that runs it. The tiers of a phase run side by side, the phases one after another. */
const TARGET_OF = { unit: 'test', integration: 'integration', e2e: 'e2e', faults: 'faults' };
const PHASES = [
  ['unit', 'integration'],
  ['e2e', 'faults'],
];

const { values: options } = parseArgs({
  options: { tier: { type: 'string', multiple: true }, 'skip-cache': { type: 'boolean', default: false } },
});
const wanted = options.tier ?? Object.keys(TARGET_OF);
let interrupted = false;

process.exitCode = wanted.every((tier) => Object.hasOwn(TARGET_OF, tier)) ? await main() : usage();

function usage() {
  console.error(`--tier is one of ${Object.keys(TARGET_OF).join(', ')}`);
  return 2;
}

async function main() {
  rmSync(join(ROOT, 'reports'), { recursive: true, force: true });
  const runs = runsOf(projects());
  const problems = [];
  for (const phase of PHASES) if (!interrupted) problems.push(...(await runPhase(phase, runs)));
  if (interrupted) return 130;
  const totals = sum(runs, problems);
  for (const problem of problems) console.log(`failed: ${problem}`);
  console.log(
    `${totals.passed} passed, ${totals.failed} failed` +
      (totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''),
  );
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

/** Name and targets of every project of the workspace. */
function projects() {
  const { workspaces } = readJson(join(ROOT, 'package.json'));
  const folders = workspaces.flatMap((pattern) =>
    pattern.endsWith('/*')
      ? readdirSync(join(ROOT, pattern.slice(0, -2))).map((name) => pattern.replace('*', name))
      : [pattern],
  );
  return folders
    .map((folder) => join(ROOT, folder, 'package.json'))
    .filter((manifest) => existsSync(manifest))
    .map((manifest) => readJson(manifest).nx);
}

/** What is to be run, each with the report that it must leave behind. */
function runsOf(all) {
  return wanted.flatMap((tier) =>
    all
      .filter(({ targets }) => TARGET_OF[tier] in targets)
      .map(({ name }) => ({
        tier,
        task: `${name}:${TARGET_OF[tier]}`,
        report: join(ROOT, 'reports', `${name}.${tier}.json`),
      })),
  );
}

/** @returns what went wrong beside tests that failed */
async function runPhase(tiers, runs) {
  const chosen = tiers.filter((tier) => wanted.includes(tier));
  if (chosen.length === 0) return [];
  if (chosen.includes('integration')) await startServices();
  const clean = await nx(['run-many', '--parallel=2', '-t', ...chosen.map((tier) => TARGET_OF[tier])]);
  await stopServices();
  const blamed = runs.filter(({ tier }) => chosen.includes(tier)).some((run) => failuresOf(run) > 0);
  return clean || blamed
    ? []
    : [`${chosen.join(', ')}: every test passed, and yet the run ended with an error`];
}

async function nx(args) {
  const child = spawn(
    process.execPath,
    [NX, ...args, ...(options['skip-cache'] ? ['--skip-nx-cache'] : [])],
    {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const pass = (signal) => {
    interrupted = true;
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
  const [code] = await once(child, 'exit');
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, pass);
  return code === 0;
}

function failuresOf({ report }) {
  return existsSync(report) ? readJson(report).failed : 1;
}

/** A run without a report never came to its end: that counts as one failure. */
function sum(runs, problems) {
  const totals = { passed: 0, failed: problems.length, skipped: 0 };
  for (const run of runs) {
    const { passed, skipped } = existsSync(run.report) ? readJson(run.report) : { passed: 0, skipped: 0 };
    const failed = failuresOf(run);
    totals.passed += passed;
    totals.failed += failed;
    totals.skipped += skipped;
    if (failed > 0)
      problems.push(existsSync(run.report) ? `${run.task} (${failed})` : `${run.task} (did not run)`);
  }
  return totals;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
