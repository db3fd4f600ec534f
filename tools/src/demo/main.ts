import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Stack, startStack } from '../index.ts';
import { parseDemoArguments, USAGE, type DemoArguments } from './arguments.ts';
import { type DemoReport, renderReport } from './demo-report.ts';
import { expectationOf } from './expected-members.ts';
import { GatewayClient } from './gateway-client.ts';
import { AUDIENCE_NAME, connect, type Journey, launch } from './journey.ts';
import { judge } from './judgement.ts';
import { Progress, queryMetrics } from './progress.ts';
import { businessOwner } from './sandbox-view.ts';
import { writeUserFile } from './user-file.ts';

// `npm run demo`: the main job from connecting Pinterest to the last count, with nobody at the keyboard.

const IDLE_MS = 120_000;
const say = (text: string): void => console.log(text);

async function main(): Promise<number> {
  const args = parseDemoArguments(process.argv.slice(2));
  const stack = await startStack({
    services: { durable: true },
    workers: args.workers,
    onLine: showTrouble,
    onLost: (message) => fail(message),
  });
  const end = (): void => void stack.stop().finally(() => process.exit(130));
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    const report = await run(stack, args);
    say(renderReport(report));
    if (args.report !== undefined) writeFileSync(args.report, JSON.stringify(report, null, 2) + '\n');
    return Object.values(report.invariants).every(Boolean) ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

async function run(stack: Stack, args: DemoArguments): Promise<DemoReport> {
  const { services, sandbox, gateways } = stack;
  say(`Postgres from ${services.postgres.source}, Redis from ${services.redis.source}`);
  const gatewayUrl = gateways[0]?.url ?? '';
  const gateway = new GatewayClient(gatewayUrl, createApiKey(stack));
  try {
    const file = await usersFile(stack, args);
    const pinterestUserId = await businessOwner(sandbox.url);
    const connectionId = await connect(gateway, pinterestUserId);
    const journey = await launch(gateway, connectionId);
    say(`Connected, launched. Sending ${file} to step ${journey.stepId}`);
    const expected = await expectationOf(file);
    const [seconds, replies] = await sendAll(gateway, journey, file, expected.users);
    const metrics = await queryMetrics(gateway, journey.canvasId);
    return await judge({
      stack,
      pinterestUserId,
      audienceName: AUDIENCE_NAME,
      file,
      expected,
      metrics,
      seconds,
      replies,
    });
  } finally {
    await gateway.close();
  }
}

/** Enters the whole file, waits until the last user is settled, and enters it once more under the same key. */
async function sendAll(
  gateway: GatewayClient,
  { stepId }: Journey,
  file: string,
  users: number,
): Promise<[seconds: number, replies: { first: unknown[]; again: unknown[] }]> {
  const body = (): ReadableStream<Uint8Array> =>
    Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  const progress = new Progress(gateway, stepId);
  const startedAt = performance.now();
  const first = await gateway.postEntries(stepId, body(), 'demo');
  await progress.untilSettled(users, IDLE_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  progress.stop();
  const again = await gateway.postEntries(stepId, body(), 'demo');
  return [seconds, { first, again }];
}

/** Warnings and errors of the apps, as they happen; the rest of their logs would bury the demo. */
function showTrouble(name: string, line: string): void {
  if (/"level":"?(40|50|60|warn|error|fatal)/.test(line)) console.error(`${name} | ${line}`);
}

/** Makes a workspace and its first key with the gateway's command line, as an operator would. */
function createApiKey(stack: Stack): string {
  const cli = join(__dirname, '../../../apps/gateway/dist/cli.js');
  const env = { ...process.env, DATABASE_URL: stack.services.postgres.url };
  const printed = execFileSync(process.execPath, [cli, 'workspace', 'create', '--name', 'Demo', '--json'], {
    env,
  });
  return (JSON.parse(printed.toString()) as { apiKey: string }).apiKey;
}

async function usersFile({ services }: Stack, { file, users }: DemoArguments): Promise<string> {
  if (file !== undefined) return file;
  const path = join(services.dataDir, 'users.ndjson');
  await writeUserFile(path, users);
  return path;
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
}

if (process.argv.includes('--help')) say(USAGE);
else main().then((code) => void (process.exitCode ||= code), fail);
