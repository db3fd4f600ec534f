import { type NextFunction, type Request, type Response } from 'express';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The doors, as labels: never a path, which may hold anything. */
const DOORS: readonly (readonly [start: string, door: string])[] = [
  ['/graphql', 'graphql'],
  ['/v1/steps/', 'entries'],
  ['/v1/', 'exports'],
  ['/oauth/', 'oauth'],
];

const doorOf = (path: string): string => {
  const door = DOORS.find(([start]) => path.startsWith(start))?.[1] ?? 'other';
  return door === 'entries' && !path.endsWith('/entries') ? 'exports' : door;
};

/** What became of a user at a door. */
export type EntryResult = 'entered' | 'not_synced' | 'replayed' | 'rejected';

/** The figures of a gateway. Labels hold no id, so their number stays small. */
export class GatewayMetrics {
  private readonly users: Counter<'result'>;
  private readonly transactions: Histogram;
  private readonly groups: Histogram;
  private readonly requests: Histogram<'door' | 'status'>;
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
