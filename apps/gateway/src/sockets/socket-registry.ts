import { ApiKeysRepository } from '@audience-sync/persistence';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type WebSocket } from 'ws';

import { type Caller } from '../auth/caller.ts';
import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { SocketCounts } from './socket-counts.ts';
import { SlowSockets } from './slow-sockets.ts';

/** How long a socket may outlive its key. */
const CHECK_EVERY_MS = 5_000;
/** Like 429. graphql-ws uses it for too many initialisations; clients do not try again. */
export const TOO_MANY = 4_429;
/** "Forbidden", as graphql-ws says it; clients do not try again. */
const FORBIDDEN = 4_403;

/** Knows whose each socket is, and ends those whose key is revoked or has expired, or whose token is over. */
@Injectable()
export class SocketRegistry implements OnModuleDestroy {
  private readonly logger = new Logger(SocketRegistry.name);
  private readonly sockets = new Map<WebSocket, Caller>();
  /** At the same time, on one socket. */
  readonly maxOperations: number;
  private readonly counts: SocketCounts;
  private readonly slow: SlowSockets;
  private readonly timer = setInterval(() => void this.check(), CHECK_EVERY_MS).unref();

  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly metrics: GatewayMetrics,
    @Inject(GATEWAY_ENV)
    env: Pick<GatewayEnv, 'SOCKETS_MAX_PER_KEY' | 'SOCKETS_MAX_PER_WORKSPACE' | 'SOCKET_MAX_OPERATIONS'>,
  ) {
    this.maxOperations = env.SOCKET_MAX_OPERATIONS;
    this.counts = new SocketCounts({
      perKey: env.SOCKETS_MAX_PER_KEY,
      perWorkspace: env.SOCKETS_MAX_PER_WORKSPACE,
    });
    this.slow = new SlowSockets(() => {
      this.logger.warn('a client was too slow and was dropped');
      metrics.slowSockets.inc();
    });
  }

  /** False: it was closed, because there are too many of its owner's, or has closed by itself meanwhile. */
  add(socket: WebSocket, caller: Caller): boolean {
    const problem = this.counts.problemWith(caller);
    if (problem !== null) socket.close(TOO_MANY, problem);
    if (socket.readyState !== socket.OPEN) return false;
    this.sockets.set(socket, caller);
    this.counts.add(caller);
    this.metrics.sockets.inc();
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.counts.remove(caller);
      this.metrics.sockets.dec();
    });
    return true;
  }

  /** Looks whether a client takes its messages: before another one is sent to it. */
  beforeMessage(socket: WebSocket): void {
    this.slow.beforeMessage(socket);
  }

  /** While the database is away no key counts as dead. */
  async check(): Promise<void> {
    if (this.sockets.size === 0) return;
    // Those of now: of one that comes while we ask nobody has asked.
    const looked = [...this.sockets];
    for (const [socket] of looked) this.slow.look(socket);
    try {
      const keyIds = looked.filter(([, { untilMs }]) => untilMs === null).map(([, { keyId }]) => keyId);
      const alive = await this.keys.alive([...new Set(keyIds)]);
      for (const [socket, { keyId, untilMs }] of looked)
        if (untilMs === null ? !alive.has(keyId) : untilMs <= Date.now())
          socket.close(FORBIDDEN, 'Forbidden');
    } catch (err) {
      this.logger.warn({ err }, 'the keys of sockets could not be checked');
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
