import {
  createMetricsRegistry,
  createOperationsHandler,
  HealthRegistry,
  type OperationsDoors,
  type OperationsHandler,
} from '@audience-sync/platform';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** The worker's only door: health and metrics. It is open before anything else works, and says so. */
export class OperationsServer {
  private handle: OperationsHandler = createOperationsHandler({
    health: new HealthRegistry(),
    metrics: createMetricsRegistry('worker'),
  });
  private readonly server: Server = createServer((request, response) => this.handle(request, response));

  /** Answers the address. Rejects when the port is taken. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, '0.0.0.0', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on, what the started application says; and the dashboard, when there is one. */
  serve(doors: OperationsDoors, dashboard: RequestListener | null = null): void {
    const operations = createOperationsHandler(doors);
    this.handle = (request, response) =>
      operations(request, response, dashboard === null ? undefined : () => dashboard(request, response));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
