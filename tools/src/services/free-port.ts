import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the range from which systems give out ports by themselves (32768 and up on Linux): while a service
// is down, nobody gets its port by accident, so it can come back on the same one.
const LOWEST = 20_000;
const BEYOND = 32_000;
const TRIES = 50;

/** A port of the loopback interface that was free a moment ago. Whoever uses it tries again with another when it is taken. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await canListen(preferred))) return preferred;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(LOWEST, BEYOND);
    if (await canListen(port)) return port;
  }
  throw new Error(`no free port between ${LOWEST} and ${BEYOND} in ${TRIES} tries`);
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
