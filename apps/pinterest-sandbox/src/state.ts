import { type Clock } from './clock.ts';
import { FaultRegistry } from './faults/fault-registry.ts';
import { RateLimits } from './limits/rate-limits.ts';
import { RequestLedger } from './limits/request-ledger.ts';
import { TokenStore } from './oauth/token-store.ts';
import { type SandboxOptions } from './options.ts';
import { type Random, seededRandom } from './random.ts';
import { seedWorld } from './world/seed-world.ts';
import { type World } from './world/world.ts';

/** All that a reset replaces. */
export type SandboxState = {
  readonly options: SandboxOptions;
  readonly clock: Clock;
  readonly seed: number;
  readonly world: World;
  readonly tokens: TokenStore;
  readonly limits: RateLimits;
  readonly ledger: RequestLedger;
  readonly faults: FaultRegistry;
  readonly networkRandom: Random;
};

/** Holds the current state; handlers ask for it once a request, so that a reset never splits one. */
export class StateHolder {
  current: SandboxState;

  constructor(
    private readonly options: SandboxOptions,
    private readonly clock: Clock,
  ) {
    this.current = this.#fresh(options.seed);
  }

  reset(seed: number = this.options.seed): void {
    this.current = this.#fresh(seed);
  }

  #fresh(seed: number): SandboxState {
    const { options, clock } = this;
    return {
      options,
      clock,
      seed,
      world: seedWorld(options, seed, clock),
      tokens: new TokenStore(options, clock),
      limits: new RateLimits(options),
      ledger: new RequestLedger(),
      faults: new FaultRegistry(),
      networkRandom: seededRandom(seed),
    };
  }
}
