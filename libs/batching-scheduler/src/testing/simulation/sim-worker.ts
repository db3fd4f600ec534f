import { BatchDispatcher } from '../../batch-dispatcher.ts';
import { type BatchStore } from '../../batch-store.port.ts';
import { type AttemptOutcome, type LeasedBatch } from '../../model.ts';
import { type SchedulerOptions } from '../../options.ts';
import { type WakePort } from '../../wake.port.ts';
import { type SimLimiter } from './sim-limiter.ts';
import { LONGEST_WORK_MS, type SimRemote } from './sim-remote.ts';
import { type VirtualTime } from './virtual-time.ts';

export interface SimWorkerParts {
  readonly time: VirtualTime;
  readonly store: BatchStore;
  readonly wake: WakePort;
  readonly remote: SimRemote;
  readonly limiter: SimLimiter;
  readonly options: Partial<SchedulerOptions>;
  readonly onSend: (batch: LeasedBatch) => void;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** A permit that is further away than this is not waited for. */
const PATIENCE_MS = 3_000;

/** One process: a dispatcher that can die or stand still at any moment, with whatever it was doing. */
export class SimWorker {
  readonly dispatcher: BatchDispatcher;
  private isDead = false;
  private thawsAtMs = 0;

  constructor(private readonly parts: SimWorkerParts) {
    const { time, wake, options } = parts;
    const store = this.mortal(parts.store);
    const transport = { send: (batch: LeasedBatch, signal: AbortSignal) => this.send(batch, signal) };
    this.dispatcher = new BatchDispatcher({ store, transport, wake, options, clock: time.clock });
  }

  kill(): void {
    this.isDead = true;
  }

  /** Stands still, possibly past its lease, and then goes on as if nothing had happened. */
  freeze(ms: number): void {
    this.thawsAtMs = this.parts.time.clock.now() + ms;
  }

  private async send(batch: LeasedBatch, signal: AbortSignal): Promise<AttemptOutcome> {
    const { time, limiter, remote, onSend } = this.parts;
    const giveUpMs = time.clock.now() + PATIENCE_MS;
    let permit = limiter.acquire(batch.flowId);
    while ('untilMs' in permit) {
      if (permit.untilMs > giveUpMs || signal.aborted) return { kind: 'deferred', untilMs: permit.untilMs };
      await time.sleep(permit.untilMs - time.clock.now());
      permit = limiter.acquire(batch.flowId);
    }
    await this.awake();
    // Looked at again after the permit: nothing may be worked on any more when the lease is over.
    if (this.isDead || time.clock.now() + LONGEST_WORK_MS > batch.leaseUntilMs)
      return { kind: 'deferred', untilMs: time.clock.now() };
    onSend(batch);
    const answer = await Promise.race([
      remote.request(batch),
      this.timeOut(time.clock.now() + LONGEST_WORK_MS),
    ]);
    permit.answered();
    return answer;
  }

  /** What was not answered may still be written: it is not repeated before, so that nothing opposite gets between. */
  private async timeOut(overAtMs: number): Promise<AttemptOutcome> {
    await this.parts.time.sleep(REQUEST_TIMEOUT_MS);
    return { kind: 'retry', reason: 'TIMED_OUT', overAtMs };
  }

  private async awake(): Promise<void> {
    const { time } = this.parts;
    while (this.thawsAtMs > time.clock.now()) await time.sleep(this.thawsAtMs - time.clock.now());
  }

  /** The store as this process sees it: never again once it is dead, and late while it stands still. */
  private mortal(store: BatchStore): BatchStore {
    const never = new Promise<never>(() => undefined);
    return new Proxy(store, {
      get: (target, name: keyof BatchStore) => {
        const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          await this.awake();
          if (this.isDead) return never;
          const answer = await method.apply(target, args);
          await this.awake();
          return this.isDead ? never : answer;
        };
      },
    });
  }
}
