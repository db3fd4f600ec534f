import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type LeasedBatch } from '@audience-sync/batching-scheduler';
import { type RequestEnd, type RequestMetrics, type WaitedFor } from './request-metrics.ts';

const REQUEST_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
const WAIT_SECONDS = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const STORE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const SEAL_TO_SENT_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3_600, 46_800];

/** Everything the worker counts, in one registry of the process. */
export class WorkerMetrics implements RequestMetrics {
  private readonly requests: Counter<'operation' | 'outcome'>;
  private readonly requestSeconds: Histogram<'operation'>;
  private readonly inFlight: Gauge;
  private readonly permitWait: Histogram<'line' | 'answer'>;
  private readonly batches: Counter<'outcome'>;
  private readonly sealToSent: Histogram;
  private readonly sealToSettled: Histogram<'state'>;
  private readonly attemptSeconds: Histogram<'outcome'>;
  private readonly storeSeconds: Histogram<'call'>;
  private readonly spamAlerts: Counter;
  private readonly renewals: Counter<'outcome'>;
  private readonly endingGrants: Gauge;
  private readonly alerts: Counter<'channel' | 'result'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.requests = new Counter({
      name: 'audience_sync_pinterest_requests_total',
      help: 'Requests to Pinterest by operation and outcome; unsent ones were stopped at the last look',
      labelNames: ['operation', 'outcome'],
      registers,
    });
    this.requestSeconds = new Histogram({
      name: 'audience_sync_pinterest_request_seconds',
      help: 'Time from sending a request to its answer',
      labelNames: ['operation'],
      buckets: REQUEST_SECONDS,
      registers,
    });
    this.inFlight = new Gauge({
      name: 'audience_sync_pinterest_requests_in_flight',
      help: 'Requests that were sent and not answered yet',
      registers,
    });
    this.permitWait = new Histogram({
      name: 'audience_sync_permit_wait_seconds',
      help: 'Time that a request stood in line, first for a place, then for its permit, by what it got',
      labelNames: ['line', 'answer'],
      buckets: WAIT_SECONDS,
      registers,
    });
    this.batches = new Counter({
      name: 'audience_sync_attempts_settled_total',
      help: 'Attempts at batches by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.sealToSent = new Histogram({
      name: 'audience_sync_seal_to_sent_seconds',
      help: 'Time from the sealing of a batch to its first request, first attempts only',
      buckets: SEAL_TO_SENT_SECONDS,
      registers,
    });
    this.sealToSettled = new Histogram({
      name: 'audience_sync_seal_to_settled_seconds',
      help: 'Time from the sealing of a batch until it was synced or errored, retries and waiting included',
      labelNames: ['state'],
      buckets: SEAL_TO_SENT_SECONDS,
      registers,
    });
    this.attemptSeconds = new Histogram({
      name: 'audience_sync_attempt_seconds',
      help: 'Time from the begin of an attempt to its settling, the wait for its permit included, by outcome',
      labelNames: ['outcome'],
      buckets: REQUEST_SECONDS,
      registers,
    });
    this.storeSeconds = new Histogram({
      name: 'audience_sync_store_seconds',
      help: "Time that a call of the batches' store takes, which is one transaction on Postgres or a few",
      labelNames: ['call'],
      buckets: STORE_SECONDS,
      registers,
    });
    this.spamAlerts = new Counter({
      name: 'audience_sync_spam_alerts_total',
      help: 'Times Pinterest called our requests spam: a person must look',
      registers,
    });
    this.renewals = new Counter({
      name: 'audience_sync_token_renewals_total',
      help: 'Token renewals by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.alerts = new Counter({
      name: 'audience_sync_alert_deliveries_total',
      help: 'Tries at telling a channel of an alert, by kind of channel and result',
      labelNames: ['channel', 'result'],
      registers,
    });
    this.endingGrants = new Gauge({
      name: 'audience_sync_grants_ending',
      help: 'Connections whose grant ends within 14 days',
      registers,
    });
  }

  requestStarted(operation: string): (end: RequestEnd) => void {
    this.inFlight.inc();
    const stop = this.requestSeconds.startTimer({ operation });
    return (outcome) => {
      this.inFlight.dec();
      this.requests.inc({ operation, outcome });
      if (outcome !== 'unsent') stop();
    };
  }

  waited(line: WaitedFor, ms: number, answer: 'permit' | 'deferred'): void {
    this.permitWait.observe({ line, answer }, ms / 1_000);
  }

  attemptSettled(outcome: string): void {
    this.batches.inc({ outcome });
  }

  attemptEnded(outcome: string, ms: number): void {
    this.attemptSeconds.observe({ outcome }, ms / 1_000);
  }

  /** Once a batch: when it was synced or errored. */
  batchEnded(state: 'SYNCED' | 'ERRORED', sinceSealedMs: number): void {
    this.sealToSettled.observe({ state }, Math.max(0, sinceSealedMs) / 1_000);
  }

  /** Measures a call of the store, also when it fails. */
  async storeCall<T>(call: string, work: () => Promise<T>): Promise<T> {
    const stop = this.storeSeconds.startTimer({ call });
    try {
      return await work();
    } finally {
      stop();
    }
  }

  /** Later attempts say how long a failure took, not how quick we are. */
  batchSent({ attempt, sealedAtMs }: LeasedBatch, firstSentAtMs: number): void {
    if (attempt === 1) this.sealToSent.observe(Math.max(0, firstSentAtMs - sealedAtMs) / 1_000);
  }

  spamAlert(): void {
    this.spamAlerts.inc();
  }

  renewed(outcome: string): void {
    this.renewals.inc({ outcome });
  }

  alertSent(channel: string, result: string): void {
    this.alerts.inc({ channel, result });
  }

  grantsEnding(count: number): void {
    this.endingGrants.set(count);
  }
}
