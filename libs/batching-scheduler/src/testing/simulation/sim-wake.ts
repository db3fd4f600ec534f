import { type BatchDispatcher } from '../../batch-dispatcher.ts';
import { type WakePort } from '../../wake.port.ts';
import { type SeededRandom } from './seeded-random.ts';
import { type VirtualTime } from './virtual-time.ts';

/** A queue between processes that is late, loses hints and doubles them. */
export class SimWake implements WakePort {
  /** From 0 to 1 a hint. */
  loss: number;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: SeededRandom,
    private readonly anyWorker: () => BatchDispatcher | null,
    loss: number,
  ) {
    this.loss = loss;
  }

  sealWindow(hint: Parameters<WakePort['sealWindow']>[0], atMs: number): Promise<void> {
    return Promise.resolve(this.post((to) => to.sealWindow(hint), atMs));
  }

  dispatch(hint: Parameters<WakePort['dispatch']>[0], atMs = 0): Promise<void> {
    return Promise.resolve(this.post((to) => to.dispatch(hint), atMs));
  }

  attempt(hint: Parameters<WakePort['attempt']>[0], atMs = 0): Promise<void> {
    return Promise.resolve(this.post((to) => to.attempt(hint), atMs));
  }

  private post(follow: (to: BatchDispatcher) => Promise<unknown>, atMs: number): void {
    const times = this.random.chance(this.loss) ? (this.random.chance(0.5) ? 0 : 2) : 1;
    for (let i = 0; i < times; i++) this.deliver(follow, Math.max(0, atMs - this.time.clock.now()));
  }

  private deliver(follow: (to: BatchDispatcher) => Promise<unknown>, delayMs: number): void {
    this.time.clock.after(delayMs + this.random.between(0, 20), () => {
      const worker = this.anyWorker();
      if (worker) void follow(worker);
      else this.deliver(follow, 500);
    });
  }
}
