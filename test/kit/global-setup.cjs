// Before the specs that want real services: takes those of TEST_DATABASE_URL and TEST_REDIS_URL, or starts a pair
// for this run in a process of its own (their packages do not survive inside Jest). Workers inherit the two variables.
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const TOOLS = join(__dirname, '../../tools');
// From source, because what is built may be old, or be built anew this very moment.
const COMMAND = [
  '-C',
  '@audience-sync/source',
  '-r',
  '@swc-node/register',
  join(TOOLS, 'src/services/main.ts'),
  '--quick',
];

module.exports = async () => {
  if (process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL) return;
  const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '' }; // never a database that someone works with
  const child = spawn(process.execPath, COMMAND, {
    cwd: TOOLS,
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  globalThis.__AUDIENCE_SYNC_SERVICES__ = child;
  const { postgres, redis } = await readyLine(child);
  process.env.TEST_DATABASE_URL = postgres.url;
  process.env.TEST_REDIS_URL = redis.url;
};

function readyLine(child) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      const said = JSON.parse(line);
      if (said.ready) resolve(said);
      else reject(new Error(`the services for the tests did not start: ${said.error}`));
    });
    child.once('exit', (code, signal) =>
      reject(new Error(`the services for the tests ended: ${signal ?? code}`)),
    );
  });
}
