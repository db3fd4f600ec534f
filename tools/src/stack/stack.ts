import { type Services } from '../services/start-services.ts';
import { type Programs } from './programs.ts';
import { runProgram } from './run-program.ts';
import { type StackApp, type StackAppOptions, startApp } from './stack-app.ts';

export interface StackParts {
  readonly services: Services;
  readonly sandbox: StackApp;
  readonly programs: Programs;
  /** Of gateways and workers alike. */
  readonly env: Readonly<Record<string, string>>;
  readonly gatewayPort: number | undefined;
  readonly watch: Pick<StackAppOptions, 'onLine' | 'onLost'>;
}

/** The whole product on this machine: running services and sandbox, and as many gateways and workers as one adds. */
export class Stack {
  readonly services: Services;
  /** The stand-in for Pinterest. */
  readonly sandbox: StackApp;
  readonly gateways: StackApp[] = [];
  readonly workers: StackApp[] = [];
  /** Of which build the processes are that are added. */
  programs: Programs;
  private lastGateway = 0;
  private lastWorker = 0;
  /** All gateways are one site, which has one address. */
  private siteUrl: string | undefined;

  constructor(private readonly parts: StackParts) {
    this.services = parts.services;
    this.sandbox = parts.sandbox;
    this.programs = parts.programs;
  }

  /** Brings the database up to date, while everything is at work. */
  async migrate(): Promise<void> {
    await runProgram('the migration of the database', [this.programs.migrate], {
      DATABASE_URL: this.services.postgres.url,
    });
  }

  /** One more, with the settings of the others. */
  async addGateway(): Promise<StackApp> {
    const { env, gatewayPort, watch } = this.parts;
    const gateway = await startApp({
      name: `gateway-${++this.lastGateway}`,
      script: this.programs.gateway,
      preferredPort: this.siteUrl ? undefined : gatewayPort,
      env: (port) => ({ PUBLIC_URL: this.siteUrl ?? `http://127.0.0.1:${port}`, ...env }),
      ...watch,
    });
    this.siteUrl ??= gateway.url;
    this.gateways.push(gateway);
    return gateway;
  }

  /** Takes one away for good, in good order. */
  async removeGateway(gateway: StackApp): Promise<void> {
    this.gateways.splice(this.gateways.indexOf(gateway), 1);
    await gateway.stop();
  }

  /** One more; possibly with other arguments for Node. */
  async addWorker(nodeArgs: readonly string[] = []): Promise<StackApp> {
    const { env, watch } = this.parts;
    const name = `worker-${++this.lastWorker}`;
    const script = this.programs.worker;
    const worker = await startApp({ name, script, nodeArgs, env: () => env, ...watch });
    this.workers.push(worker);
    return worker;
  }

  /** Takes one away for good, in good order. */
  async removeWorker(worker: StackApp): Promise<void> {
    this.workers.splice(this.workers.indexOf(worker), 1);
    await worker.stop();
  }

  /** Stops everything in the reverse order of its start. */
  async stop(): Promise<void> {
    for (const group of [this.workers, this.gateways, [this.sandbox]]) {
      await Promise.all(group.map((app) => app.stop()));
    }
    await this.services.stop();
  }
}
