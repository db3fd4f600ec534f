import { type Services } from '../services/start-services.ts';
import { type Programs } from './programs.ts';
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
  private lastWorker = 0;

  constructor(private readonly parts: StackParts) {
    this.services = parts.services;
    this.sandbox = parts.sandbox;
  }

  /** One more, with the settings of the others; possibly of another build. */
  async addGateway(script = this.parts.programs.gateway): Promise<StackApp> {
    const { env, gatewayPort, watch } = this.parts;
    const [first] = this.gateways; // all of them are one site, which has one address
    const gateway = await startApp({
      name: `gateway-${this.gateways.length + 1}`,
      script,
      preferredPort: first ? undefined : gatewayPort,
      env: (port) => ({ PUBLIC_URL: first?.url ?? `http://127.0.0.1:${port}`, ...env }),
      ...watch,
    });
    this.gateways.push(gateway);
    return gateway;
  }

  /** One more; possibly of another build, or with other arguments for Node. */
  async addWorker(script = this.parts.programs.worker, nodeArgs: readonly string[] = []): Promise<StackApp> {
    const { env, watch } = this.parts;
    const name = `worker-${++this.lastWorker}`;
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
