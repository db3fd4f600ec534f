import { type Services, startServices } from '../services/start-services.ts';
import { productEnv, sandboxEnv } from './app-env.ts';
import { BUILT_PROGRAMS, type Programs, requirePrograms } from './programs.ts';
import { secretsOf } from './secrets.ts';
import { type StackApp, startApp } from './stack-app.ts';
import { type StackOptions } from './stack-options.ts';
import { Stack } from './stack.ts';

/**
 * Starts Postgres, Redis, the sandbox, gateways and workers, each in a process of its own, from built files.
 * @throws Error that says what did not start, and why; nothing is left running then.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { gateways = 1, workers = 1, onLost = () => undefined } = options;
  const programs = { ...BUILT_PROGRAMS, ...options.programs };
  requirePrograms(programs);
  const services = await startServices({ onLost, ...options.services });
  let stack: Stack | undefined;
  try {
    stack = await emptyStack(services, programs, options);
    await stack.migrate();
    for (let count = 0; count < gateways; count++) await stack.addGateway();
    for (let count = 0; count < workers; count++) await stack.addWorker();
    return stack;
  } catch (error) {
    await (stack ?? services).stop();
    throw error;
  }
}

/** Everything below gateways and workers. */
async function emptyStack(services: Services, programs: Programs, options: StackOptions): Promise<Stack> {
  const { accessTier = 'standard', onLine = () => undefined, onLost = () => undefined } = options;
  const watch = { onLine, onLost };
  const secrets = secretsOf(services.dataDir);
  const sandbox: StackApp = await startApp({
    name: 'sandbox',
    script: programs.sandbox,
    preferredPort: options.ports?.sandbox,
    env: () => ({ ...sandboxEnv({ secrets, accessTier }), ...options.sandboxEnv }),
    ...watch,
  });
  const env = { ...productEnv({ services, secrets, accessTier }, sandbox), ...options.env };
  return new Stack({ services, sandbox, programs, env, gatewayPort: options.ports?.gateway, watch });
}
