import { startStack } from './start-stack.ts';
import { type Stack } from './stack.ts';
import { createWorkspace, keptWorkspace } from './workspace.ts';

// `npm start`: the whole product, kept up for a person until Ctrl-C. Data stays in .data/ from one start to the next.

const PORTS = { gateway: 4000, sandbox: 8090 };
/** Settings of gateway and worker; the rest is the stack's own affair. */
const PASSED_ON = /^(ALERTS?|CONNECT|CORS|LOG|OPERATOR|OTEL|SMTP|SOCKETS?|SYNC)_/;

function main(): void {
  const starting = startStack({
    services: { persistent: true },
    ports: PORTS,
    env: { LOG_LEVEL: 'warn', ...settings(PASSED_ON) },
    // Our data stays, the sandbox forgets: what it makes now must not be called as what it made before.
    sandboxEnv: { SANDBOX_SKIPPED_IDS: String(Math.floor(Date.now() / 1_000)), ...settings(/^SANDBOX_/) },
    onLine: (name, line) => console.log(`${name} | ${line}`),
    onLost: (message) => {
      console.error(`\n${message}\n\nEnding the rest.`);
      void end(1);
    },
  });
  let ending = false;
  const end = async (code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    await starting.then((stack) => stack.stop()).catch(() => undefined);
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  starting.then(announce).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    void end(1);
  });
}

function settings(names: RegExp): Record<string, string> {
  const chosen = Object.entries(process.env).filter(([name]) => names.test(name));
  return Object.fromEntries(chosen) as Record<string, string>;
}

async function announce({ services, sandbox, gateways, workers }: Stack): Promise<void> {
  const gateway = gateways[0]?.url ?? '';
  const isOurs = !process.env['DATABASE_URL'];
  const apiKey = await (isOurs ? keptWorkspace : createWorkspace)(services, 'My brand');
  console.log(`
Audience Sync is up.

  GraphQL              ${gateway}/graphql
  API key              ${apiKey}
  Health               ${gateway}/health/ready
  Worker               ${workers[0]?.url ?? ''}
  Pinterest (sandbox)  ${sandbox.url}
    its state          ${sandbox.url}/_control/state
  Postgres             ${services.postgres.url}
    from               ${services.postgres.source}
  Redis                ${services.redis.url}
    from               ${services.redis.source}
  Data                 ${services.dataDir}

Ctrl-C ends all of it. The data stays; the sandbox forgets: after another start connect again, and make audiences anew.
`);
}

main();
