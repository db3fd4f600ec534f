import { type NextFunction, type Request, type Response } from 'express';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

import { type OperationLabel } from '../telemetry/operation-label.ts';
import { doorOf } from './doors.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What became of a user at a door. */
export type EntryResult = 'entered' | 'not_synced' | 'replayed' | 'rejected';

/** The figures of a gateway. Labels hold no id, so their number stays small. */
export class GatewayMetrics {
  private readonly users: Counter<'result'>;
  private readonly transactions: Histogram;
  private readonly groups: Histogram;
  private readonly callUsers: Histogram<'door'>;
  private readonly requests: Histogram<'door' | 'status'>;
  private readonly operations: Histogram<'type' | 'operation' | 'result'>;
  readonly sockets: Gauge;
  readonly slowSockets: Counter;
  readonly liveReads: Counter;
  readonly liveStatements: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.users = new Counter({
      name: 'audience_sync_entry_users_total',
      help: 'Users at the doors for entries: entered (not_synced of them without a usable field), replayed, rejected.',
      labelNames: ['result'],
      registers,
    });
    this.transactions = new Histogram({
      name: 'audience_sync_entry_transaction_seconds',
      help: 'How long it takes to store a group of calls.',
      buckets: SECONDS,
      registers,
    });
    this.groups = new Histogram({
      name: 'audience_sync_entry_group_calls',
      help: 'How many calls share a transaction.',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000],
      registers,
    });
    this.callUsers = new Histogram({
      name: 'audience_sync_entry_call_users',
      help: 'How many users entered with one call, by door.',
      labelNames: ['door'],
      buckets: [1, 10, 100, 1_000, 5_000, 10_000, 100_000, 1_000_000, 10_000_000],
      registers,
    });
    this.operations = new Histogram({
      name: 'audience_sync_graphql_seconds',
      help: "GraphQL operations by type, the schema's field that they ask for (several, if there are more) and result.",
      labelNames: ['type', 'operation', 'result'],
      buckets: SECONDS,
      registers,
    });
    this.requests = new Histogram({
      name: 'audience_sync_request_seconds',
      help: 'HTTP requests by door and class of status.',
      labelNames: ['door', 'status'],
      buckets: [...SECONDS, 60, 600],
      registers,
    });
    this.slowSockets = new Counter({
      name: 'audience_sync_slow_sockets_total',
      help: 'WebSockets dropped because their client did not take its messages.',
      registers,
    });
    this.liveReads = new Counter({
      name: 'audience_sync_live_reads_total',
      help: 'Values that were read again for subscribers.',
      registers,
    });
    this.liveStatements = new Counter({
      name: 'audience_sync_live_statements_total',
      help: 'Statements that read the metrics of steps for subscribers: steps that change together share one.',
      registers,
    });
    this.sockets = new Gauge({ name: 'audience_sync_sockets', help: 'Open WebSockets.', registers });
  }

  countUsers(result: EntryResult, count: number): void {
    if (count > 0) this.users.inc({ result }, count);
  }

  /** A call that is over: how many users entered with it. */
  callEntered(door: 'graphql' | 'entries', users: number): void {
    this.callUsers.observe({ door }, users);
  }

  /** Measures an operation; call what it answers when it is over. */
  operationBegins(label: OperationLabel): (failed: boolean) => void {
    const end = this.operations.startTimer({ ...label });
    return (failed) => void end({ result: failed ? 'errors' : 'ok' });
  }

  /** Measures the storing of a group; call what it answers when it is over. */
  groupBegins(calls: number): () => void {
    this.groups.observe(calls);
    return this.transactions.startTimer();
  }

  /** Express middleware that measures every request. */
  readonly measure = (request: Request, response: Response, next: NextFunction): void => {
    const door = doorOf(request.path);
    const end = this.requests.startTimer({ door });
    response.once('close', () => end({ status: `${Math.floor(response.statusCode / 100)}xx` }));
    next();
  };
}
