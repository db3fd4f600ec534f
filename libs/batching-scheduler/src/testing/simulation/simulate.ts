import { strict as assert } from 'node:assert';

import { type BatchDispatcher } from '../../batch-dispatcher.ts';
import { type LedgerPort } from '../../batch-store.port.ts';
import { LaneIntake } from '../../lane-intake.ts';
import { MemoryBatchStore } from '../../memory/memory-batch-store.ts';
import { type LeasedBatch, type LedgerMovement, type Operation } from '../../model.ts';
import { type SchedulerOptions } from '../../options.ts';
import { packItems } from '../../packed-items.ts';
import { testKey } from '../test-items.ts';
import { SeededRandom } from './seeded-random.ts';
import { mostInASecond, SimAudit } from './sim-audit.ts';
import { SimLimiter } from './sim-limiter.ts';
import { NO_FAULTS, type RemoteFaults, SimRemote } from './sim-remote.ts';
import { SimWake } from './sim-wake.ts';
import { SimWorker } from './sim-worker.ts';
import { VirtualTime } from './virtual-time.ts';

/** What is simulated; the same options, the same history. */
export interface SimulationOptions {
  /** The same seed, the same history. */
  readonly seed: number;
  /** What to run to see the same history again; told when a promise is broken. Default `SEED=<seed>`. */
  readonly replay?: string;
  /** Items that enter. Default 150. */
  readonly items?: number;
  /** Over how much time they enter, in ms. Default 120,000. */
  readonly loadMs?: number;
  /** How long things go wrong after that, in ms, unless everything is settled before. Default 600,000. */
  readonly troubleMs?: number;
  /** Shares that differ from the defaults. */
  readonly faults?: Partial<RemoteFaults>;
  /** Hints that are lost or doubled, from 0 to 1. Default 0.1. */
  readonly hintLoss?: number;
  /** A worker dies or stands still about this often, in ms; 0: never. Default 30,000. */
  readonly killEveryMs?: number;
  /** Options of the store that differ from the simulation's own. */
  readonly options?: Partial<SchedulerOptions>;
}

/** What the history came to; every promise held, or `simulate` would have thrown. */
export interface SimulationReport {
  /** Items that went in. */
  readonly entered: number;
  /** Items that the other side accepted. */
  readonly synced: number;
  /** Items that were given up. */
  readonly errored: number;
  /** Items that the other side never takes. */
  readonly refused: number;
  /** Requests that reached the other side. */
  readonly requests: number;
  /** Most of them in any second. */
  readonly mostInASecond: number;
  readonly virtualMs: number;
}

const FAULTS: RemoteFaults = {
  busy: 0.1,
  lostAnswer: 0.05,
  hang: 0.03,
  late: 0.03,
  throttled: 0.02,
  conflict: 0.01,
  tokenDies: 0.01,
  targetGoes: 0.01,
  badKey: 0.02,
};

const OPTIONS: Partial<SchedulerOptions> = {
  maxItems: 8,
  maxInFlightPerGroup: 3,
  retryWindowMs: 600_000,
  backoffMaxMs: 60_000,
};
const ITEMS = 150;
const LOAD_MS = 120_000;
const TROUBLE_MS = 600_000;
const KILL_EVERY_MS = 30_000;
/** How many of these troubles are a process that stands still. */
const FREEZES = 0.3;
const LEASE_MS = 60_000;
const DAY_MS = 86_400_000;
const KEYS = Array.from({ length: 20 }, (_, i) => `k${i}`);
const PER_SECOND = 7;
const WORKERS = 3;
const GROUPS = ['g1', 'g2', 'g3', 'g4'];
const flowOf = (groupId: string): string => (groupId === 'g1' ? 'f1' : 'f2');

/**
 * Producers, a scheduler on several workers, a limiter, a network and another side, all of which fail, on virtual time and from
 * a seed; then everything heals, and every promise is checked.
 * @throws when one is broken; the message says how to see the same history again.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  try {
    return await new Simulation(options).run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { seed, replay = `SEED=${seed}` } = options;
    throw new Error(`seed ${seed}: ${message}\nsee it again with ${replay}`, { cause: error });
  }
}

class Simulation {
  private readonly time = new VirtualTime();
  private readonly startMs = this.time.clock.now();
  private readonly random: SeededRandom;
  private readonly audit = new SimAudit(() => this.time.clock.now());
  private readonly store: MemoryBatchStore;
  private readonly remote: SimRemote;
  private readonly wake: SimWake;
  private readonly limiter: SimLimiter;
  private readonly workers: SimWorker[] = [];
  private readonly options: Partial<SchedulerOptions>;
  private broken: unknown = null;
  private isHealing = false;
  private lastItem = 0;
  private lastId = 0;

  constructor(private readonly given: SimulationOptions) {
    const { time } = this;
    this.random = new SeededRandom(given.seed);
    this.options = { ...OPTIONS, ...given.options };
    const newId = () => `b${String(++this.lastId).padStart(8, '0')}`;
    const ledger: LedgerPort = {
      record: (movements) => Promise.resolve(movements.forEach((m) => this.record(m))),
    };
    const { clock } = time;
    this.store = new MemoryBatchStore({
      options: this.options,
      ledger,
      clock,
      random: this.random.next,
      newId,
    });
    const faults = { ...FAULTS, ...given.faults };
    const badKeys = new Set(
      KEYS.filter(() => this.random.chance(faults.badKey)).map((key) => testKey(key).toString('latin1')),
    );
    const onWrite = (batch: LeasedBatch) => this.watch(() => this.audit.wrote(batch));
    this.remote = new SimRemote(time, this.random, faults, onWrite, (key) => badKeys.has(key));
    this.wake = new SimWake(time, this.random, () => this.anyWorker(), given.hintLoss ?? 0.1);
    this.limiter = new SimLimiter(clock, PER_SECOND, 30_000);
  }

  async run(): Promise<SimulationReport> {
    const { loadMs = LOAD_MS, troubleMs = TROUBLE_MS, killEveryMs = KILL_EVERY_MS } = this.given;
    for (let i = 0; i < WORKERS; i++) this.workers.push(this.newWorker());
    this.produce(loadMs);
    this.every(5_000, () => void this.anyWorker()?.sweep());
    this.every(20_000, () => this.mend());
    if (killEveryMs > 0) this.every(killEveryMs, () => this.troubleOne());
    await this.until(this.startMs + loadMs);
    await this.until(this.startMs + loadMs + troubleMs, () => this.audit.isQuiet);
    await this.heal();
    this.audit.finish(this.remote);
    return this.report();
  }

  /** Everything works again; whoever is still waiting gets what is needed, in at most a day. */
  private async heal(): Promise<void> {
    this.isHealing = true;
    this.remote.faults = NO_FAULTS;
    this.wake.loss = 0;
    await this.mend();
    await this.until(this.time.clock.now() + DAY_MS, () => this.audit.pending === 0);
  }

  private async until(untilMs: number, isOver: () => boolean = () => false): Promise<void> {
    await this.time.run(untilMs, () => this.broken !== null || isOver());
    if (this.broken !== null) throw this.broken as Error;
  }

  private produce(loadMs: number): void {
    const { items = ITEMS } = this.given;
    const intake = new LaneIntake({ store: this.store, wake: this.wake });
    for (let left = items; left > 0;) {
      const count = Math.min(left, this.random.between(1, 12));
      left -= count;
      this.time.clock.after(this.random.between(0, loadMs), () => void this.enter(intake, count));
    }
  }

  private async enter(intake: LaneIntake, count: number): Promise<void> {
    const groupId = this.random.pick(GROUPS);
    const mostly = this.random.pick<Operation>(['ADD', 'REMOVE']);
    const requests = Array.from({ length: count }, () => {
      const operation = this.random.chance(0.8) ? mostly : this.random.pick<Operation>(['ADD', 'REMOVE']);
      const keys = [
        ...new Set([this.random.pick(KEYS), ...(this.random.chance(0.3) ? [this.random.pick(KEYS)] : [])]),
      ];
      const id = `i${++this.lastItem}`;
      this.audit.enter(groupId, id, operation, keys);
      const items = packItems([{ id, keys: keys.map(testKey) }]);
      return { flowId: flowOf(groupId), groupId, operation, sourceId: id, items };
    });
    await intake.wake(await intake.append(requests));
  }

  private newWorker(): SimWorker {
    const { time, store, wake, remote, limiter, options } = this;
    return new SimWorker({
      time,
      store,
      wake,
      remote,
      limiter,
      options,
      onSend: (batch) => this.audit.tried(batch),
    });
  }

  private anyWorker(): BatchDispatcher | null {
    return this.workers.length > 0 ? this.random.pick(this.workers).dispatcher : null;
  }

  /** A process dies with all it has in hand and another is up some seconds later, or it stands still and goes on. */
  private troubleOne(): void {
    if (this.isHealing || this.workers.length === 0) return;
    const at = this.random.between(0, this.workers.length - 1);
    if (this.random.chance(FREEZES))
      return this.workers[at]?.freeze(this.random.between(1_000, 2 * LEASE_MS));
    const [victim] = this.workers.splice(at, 1);
    victim?.kill();
    this.time.clock.after(this.random.between(1_000, 20_000), () => this.workers.push(this.newWorker()));
  }

  /** Somebody logs in again, chooses another target, brings errored items back; sooner or later. */
  private async mend(): Promise<void> {
    for (const held of [...this.remote.heldSinceMs.keys()]) {
      if (!this.isHealing && !this.random.chance(0.05)) continue;
      this.remote.mend(held);
      const scope = held.startsWith('f') ? { flowId: held } : { groupId: held };
      await Promise.all((await this.store.resume(scope)).map((flowId) => this.wake.dispatch({ flowId })));
    }
    if (this.isHealing || !this.random.chance(0.1)) return;
    const { flowIds } = await this.store.redrive({ groupId: this.random.pick(GROUPS) });
    await Promise.all(flowIds.map((flowId) => this.wake.dispatch({ flowId })));
  }

  private every(ms: number, act: () => void | Promise<void>): void {
    this.time.clock.after(this.random.between(ms / 2, ms * 1.5), () => {
      void act();
      this.every(ms, act);
    });
  }

  private record(movement: LedgerMovement): void {
    const { retryWindowMs = 0 } = this.options;
    this.watch(() =>
      this.audit.moved(movement, retryWindowMs, Math.min(...this.remote.heldSinceMs.values())),
    );
  }

  /** A broken promise ends the history, wherever it was seen. */
  private watch(look: () => void): void {
    try {
      look();
    } catch (error) {
      this.broken ??= error;
    }
  }

  private report(): SimulationReport {
    const arrivals = [...this.remote.arrivals.values()];
    const most = Math.max(0, ...arrivals.map(mostInASecond));
    assert.ok(most <= PER_SECOND, `${most} requests in one second`);
    const requests = arrivals.reduce((sum, times) => sum + times.length, 0);
    return {
      ...this.audit.counts,
      requests,
      mostInASecond: most,
      virtualMs: this.time.clock.now() - this.startMs,
    };
  }
}
