// One of the processes that share a limit: always has something to send. Ends when its parent says so.
import { Agent, request } from 'node:http';

const { limiter, variant, serverUrl, startAtMs, ...rest } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true });

function send() {
  return new Promise((resolve) => {
    const sent = request(serverUrl, { method: 'POST', agent }, (response) => {
      response.resume();
      response.once('end', resolve);
    });
    sent.once('error', resolve);
    sent.end('{}');
  });
}

const { start } = await import(`./limiters/${limiter}.mjs`);
setTimeout(async () => {
  const stop = await start({ ...rest, variant, send });
  process.once('message', async () => {
    await stop().catch(() => undefined);
    process.exit(0);
  });
}, startAtMs - Date.now());
process.send('ready');
