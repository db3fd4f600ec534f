// What `hashIdentifierInto` costs beside the least that could be done: trim, lower-case, one regular expression
// and `crypto.hash`. Both run in turns in one process; the medians of the turns are compared. Exit 1 below 60 %.
// Build first, then: node bench/identifiers.mjs
import { createRequire } from 'node:module';
import crypto from 'node:crypto';

const { hashIdentifierInto } = createRequire(import.meta.url)('../dist/cjs/index.js');
const COUNT = 50_000;
const TURNS = 31;
const WARM_UP = 6;
const FLOOR = 0.6;

/** Mixed as exports are: one in ten in upper case, one in ten padded. */
const raws = Array.from({ length: COUNT }, (_, index) => {
  const email = `maria.silva.${index}@mail.example.com`;
  return [email.toUpperCase(), ` ${email} `][index % 10] ?? email;
});
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const target = new Uint8Array(32 * COUNT);

function bareLoop() {
  let accepted = 0;
  for (const raw of raws) {
    const email = raw.trim().toLowerCase();
    if (ADDRESS.test(email) && crypto.hash('sha256', email, 'hex').length === 64) accepted += 1;
  }
  return accepted;
}

function library() {
  let accepted = 0;
  for (const raw of raws) if (hashIdentifierInto('EMAIL', raw, target, accepted * 32) === null) accepted += 1;
  return accepted;
}

function ratePerSecond(run) {
  const startedMs = performance.now();
  if (run() !== COUNT) throw new Error('not every address was accepted');
  return (COUNT / (performance.now() - startedMs)) * 1_000;
}

const median = (values) => values.toSorted((left, right) => left - right)[values.length >> 1];
const rates = { bareLoop: [], library: [] };
for (let turn = 0; turn < TURNS; turn++) {
  const [bare, ours] = [ratePerSecond(bareLoop), ratePerSecond(library)];
  if (turn < WARM_UP) continue;
  rates.bareLoop.push(bare);
  rates.library.push(ours);
}
const result = {
  bareLoopPerSecond: Math.round(median(rates.bareLoop)),
  hashIdentifierIntoPerSecond: Math.round(median(rates.library)),
  share: Number((median(rates.library) / median(rates.bareLoop)).toFixed(3)),
};
console.log(JSON.stringify(result, null, 2));
if (result.share < FLOOR) process.exitCode = 1;
