import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { createMetricsRegistry, createOperationsHandler, HealthRegistry } from '@audience-sync/platform';

/** A body may take an hour to come; its head may not, and a silent line is closed. */
const BODY_TIMEOUT_MS = 3_600_000;
const HEAD_TIMEOUT_MS = 20_000;
const IDLE_TIMEOUT_MS = 120_000;
/** Longer than load balancers keep idle connections, so that they close them and not we. */
const KEEP_ALIVE_MS = 75_000;
const CLOSE_IDLE_EVERY_MS = 50;

/**
 * The one HTTP server of this process. It is open before anything else works: until the application takes it over, it
 * says that it is alive and not ready.
 */
export class FrontServer {
  readonly server: Server;
  private readonly booting = createOperationsHandler({
    health: new HealthRegistry(),
    metrics: createMetricsRegistry('gateway'),
  });

  constructor() {
    this.server = createServer({ requestTimeout: BODY_TIMEOUT_MS, headersTimeout: HEAD_TIMEOUT_MS });
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.timeout = IDLE_TIMEOUT_MS;
    this.server.on('request', this.booting);
  }

  /** Answers the port. Rejects when it is taken. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on the application answers. */
  handOver(): Server {
    this.server.off('request', this.booting);
    return this.server;
  }

  /** Takes no more requests and resolves when those in hand are answered. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    // A connection whose last answer was sent a moment ago would be kept alive for more.
    const timer = setInterval(() => this.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    await closed;
    clearInterval(timer);
  }
}
