// One limiter under one condition: a strict server, two senders that always have something to send, maybe busy cores.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const PROCESSES = 2;
const LEAD_MS = 2_500;
const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const launch = (file, argument) =>
  fork(here(file), [argument], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(server, what) {
  const answer = once(server, 'message');
  server.send(what);
  return (await answer)[0];
}

/** How much later than an ideal limiter each request was let in: an ideal one lets it in a period after the one `limit` before. */
function addedWaits(admittedAtMs, limit) {
  return admittedAtMs.slice(limit).map((atMs, i) => atMs - admittedAtMs[i] - 1_000);
}

const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;

function burn(untilMs) {
  return Array.from({ length: availableParallelism() }, () => launch('burner.mjs', String(untilMs)));
}

async function startSenders(settings) {
  const senders = Array.from({ length: PROCESSES }, (_, i) =>
    launch('sender.mjs', JSON.stringify({ ...settings, isFirst: i === 0 })),
  );
  await Promise.all(senders.map((sender) => once(sender, 'message')));
  return senders;
}

/** Shares are of `limit` a second; times in ms. */
export async function measure({ limiter, condition, redisUrl, seconds, warmUpSeconds, limit = 7 }) {
  const server = launch('server.mjs', JSON.stringify({ ...condition.route, limit }));
  const [{ url: serverUrl }] = await once(server, 'message');
  const startAtMs = Date.now() + LEAD_MS;
  const endAtMs = startAtMs + (warmUpSeconds + seconds) * 1_000;
  const jobs = Math.ceil((warmUpSeconds + seconds + 5) * limit * 1.1);
  const key = `bench-${process.pid}-${Date.now()}`;
  const burners = condition.busy ? burn(endAtMs + 500) : [];
  const senders = await startSenders({ ...limiter, serverUrl, redisUrl, key, limit, jobs, startAtMs });
  await sleep(startAtMs + warmUpSeconds * 1_000 - Date.now());
  if (warmUpSeconds > 0) await ask(server, 'reset');
  await sleep(endAtMs - Date.now());
  const { refused, admittedAtMs } = await ask(server, 'report');
  await Promise.all(senders.map(stop));
  for (const child of [server, ...burners]) child.kill('SIGKILL');
  const waits = addedWaits(admittedAtMs, limit);
  return {
    share: admittedAtMs.length / (seconds * limit),
    refused,
    addedWaitP50Ms: quantile(waits, 0.5),
    addedWaitP99Ms: quantile(waits, 0.99),
  };
}

async function stop(sender) {
  const ended = once(sender, 'exit');
  sender.send('stop');
  const timer = setTimeout(() => sender.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(timer);
}
