import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { SlidingCount } from './sliding-count.ts';

/** How strict the server is, and how far away. */
export interface StrictServerOptions {
  /** Most requests in any period. Default 7. */
  readonly limit?: number;
  /** Default 1,000. */
  readonly periodMs?: number;
  /** Way to the server, and the same way back, in ms. Default 0. */
  readonly delayMs?: number;
  /** Up to so many ms more each way, evenly spread. Default 0. */
  readonly jitterMs?: number;
  /** Default: any free port. */
  readonly port?: number;
}

/** What the server saw, on its own monotonic clock. */
export interface StrictServerReport {
  /** Requests that were answered 429. */
  readonly refused: number;
  /** When each admitted request was counted, oldest first. */
  readonly admittedAtMs: readonly number[];
}

/** A server that has been started. */
export interface StrictServer {
  /** Where it listens, without a path. */
  readonly url: string;
  /** What it saw since the start, or the last `reset`. */
  report(): StrictServerReport;
  /** Forgets what was seen, but not what still counts against the limit. */
  reset(): void;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; answers 200 while at most `limit` requests fall into any period, else 429, after a delay each way. */
export async function startStrictServer(options: StrictServerOptions = {}): Promise<StrictServer> {
  const { limit = 7, periodMs = 1_000, delayMs = 0, jitterMs = 0, port = 0 } = options;
  const count = new SlidingCount(limit, periodMs);
  let refused = 0;
  let admittedAtMs: number[] = [];
  const admit = (): boolean => {
    const now = performance.now();
    const admitted = count.admit(now);
    if (admitted) admittedAtMs.push(now);
    else refused += 1;
    return admitted;
  };
  const onTheWay = (then: () => void): void => {
    const ms = delayMs + Math.random() * jitterMs;
    if (ms > 0) setTimeout(then, ms);
    else then();
  };
  const server = createServer((request, response) => {
    request.resume();
    onTheWay(() => {
      const status = admit() ? 200 : 429;
      onTheWay(() => response.writeHead(status).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    report: () => ({ refused, admittedAtMs: [...admittedAtMs] }),
    reset: () => void ([refused, admittedAtMs] = [0, []]),
    close: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
