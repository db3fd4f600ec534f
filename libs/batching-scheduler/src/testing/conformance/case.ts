import { type SchedulerOptions } from '../../options.ts';
import { type ConformanceCase } from './batch-store-conformance.ts';
import { StoreWorld } from './store-world.ts';

/** A case in a world of its own. */
export function promise(
  name: string,
  body: (world: StoreWorld) => Promise<void>,
  options: Partial<SchedulerOptions> = {},
): ConformanceCase {
  return { name, run: async (makeStore) => body(await StoreWorld.make(makeStore, options)) };
}
