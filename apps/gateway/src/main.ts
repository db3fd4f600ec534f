import 'reflect-metadata';

import { announceReady, installGracefulShutdown } from '@audience-sync/platform';

import { startGateway } from './boot/gateway.ts';
import { readGatewayEnv } from './env.ts';

async function main(): Promise<void> {
  const { url, logger, shutdown } = await startGateway(readGatewayEnv());
  installGracefulShutdown({ logger, steps: shutdown });
  announceReady(url);
}

main().catch((error: unknown) => {
  const { code, port, stack } = error as { code?: string; port?: number; stack?: string };
  const message = code === 'EADDRINUSE' ? `The port ${port} is in use. Choose another one with PORT.` : stack;
  process.stderr.write(`${message ?? String(error)}\n`);
  process.exit(1);
});
