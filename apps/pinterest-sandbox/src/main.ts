import { readEnvironment } from './env.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

async function main(): Promise<void> {
  const options = readEnvironment();
  const sandbox = await startSandbox(options).catch((error: unknown) => {
    throw isPortTaken(error)
      ? new Error(`Port ${options.port} on ${options.host} is in use; set PORT to another.`)
      : error;
  });
  const { url, apiUrl, oauthUrl } = sandbox;
  process.stdout.write(`${JSON.stringify({ ready: true, url, apiUrl, oauthUrl })}\n`);
  stopOnSignal(sandbox);
}

const isPortTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EADDRINUSE';

function stopOnSignal(sandbox: Sandbox): void {
  const stop = (): void => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
