// Measures this library and others against a server that admits at most 7 requests in any second.
//
//   node bench/compare.mjs [--seconds 60] [--others-seconds 60] [--warm-up 0] [--conditions near,far] [--limiters slots,bull] [--json FILE]
//
// Run `npx nx run rate-limiter:build` first. All of it takes half an hour. Exits with 1 when this library misses a target.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { measure } from './measure.mjs';
import { startRedis } from './redis.mjs';

const CONDITIONS = [
  { id: 'near', title: 'loopback', route: {}, least: 0.98 },
  {
    id: 'far',
    title: '80 ms RTT, 0-20 ms jitter each way',
    route: { delayMs: 40, jitterMs: 20 },
    least: 0.965,
    p99: 120,
  },
  {
    id: 'jitter',
    title: '80 ms RTT, 0-100 ms jitter each way',
    route: { delayMs: 40, jitterMs: 100 },
    least: 0.88,
  },
  {
    id: 'busy',
    title: '80 ms RTT, 0-20 ms jitter, all cores busy',
    route: { delayMs: 40, jitterMs: 20 },
    busy: true,
    least: 0.94,
  },
];

const LIMITERS = [
  { id: 'slots', title: '@audience-sync/rate-limiter', limiter: 'slots' },
  { id: 'bottleneck', title: 'Bottleneck, reservoir', limiter: 'bottleneck', variant: 'reservoir' },
  { id: 'bottleneck-min-time', title: 'Bottleneck, minTime 148', limiter: 'bottleneck', variant: 'minTime' },
  { id: 'rate-limiter-flexible', title: 'rate-limiter-flexible + queue', limiter: 'rate-limiter-flexible' },
  { id: 'bullmq', title: 'BullMQ limiter', limiter: 'bullmq' },
  { id: 'bull', title: 'Bull 4 limiter', limiter: 'bull' },
];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'others-seconds': { type: 'string' },
    'warm-up': { type: 'string', default: '0' },
    conditions: { type: 'string', default: '' },
    limiters: { type: 'string', default: '' },
    json: { type: 'string' },
  },
});
const chosen = (list, names) => list.filter(({ id }) => names === '' || names.split(',').includes(id));
const percent = (share) => `${(share * 100).toFixed(1)} %`;
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

const missed = ({ least, p99 = Infinity }, { share, refused, addedWaitP99Ms }) =>
  share < least || refused > 0 || addedWaitP99Ms > p99;

const redis = await startRedis();
const seconds = Number(values.seconds);
const othersSeconds = Number(values['others-seconds'] ?? seconds);
const warmUpSeconds = Number(values['warm-up']);
console.log(
  `${seconds} s each (${othersSeconds} s for others) after ${warmUpSeconds} s, two processes, Node ${process.version}, ${redis.name}, ` +
    `${availableParallelism()} cores (${cpus()[0]?.model})\n`,
);
row('Condition', 'Limiter', '% of 7/s', '429s', 'added wait p50 / p99, ms', 'target');
row('---', '---', '---', '---', '---', '---');

const results = [];
for (const condition of chosen(CONDITIONS, values.conditions))
  for (const limiter of chosen(LIMITERS, values.limiters)) {
    const isOurs = limiter.id === 'slots';
    const figures = await measure({
      limiter,
      condition,
      redisUrl: redis.url,
      seconds: isOurs ? seconds : othersSeconds,
      warmUpSeconds,
    });
    const miss = isOurs && missed(condition, figures);
    results.push({ condition: condition.id, limiter: limiter.id, ...figures, missed: miss });
    const waits = `${figures.addedWaitP50Ms.toFixed(0)} / ${figures.addedWaitP99Ms.toFixed(0)}`;
    row(
      condition.title,
      limiter.title,
      percent(figures.share),
      figures.refused,
      waits,
      isOurs ? (miss ? 'MISSED' : 'met') : '',
    );
  }
redis.stop();
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
process.exitCode = results.some((result) => result.missed) ? 1 : 0;
