export {
  batchStoreCases,
  batchStoreConformance,
  type ConformanceCase,
  type TestRunner,
} from './conformance/batch-store-conformance.ts';
export { type MakeStore, type StoreParts, type TestedStore } from './conformance/store-world.ts';
export { ManualClock } from './manual-clock.ts';
export { manyItems, testItems, testKey } from './test-items.ts';
export { type RemoteFaults } from './simulation/sim-remote.ts';
export { simulate, type SimulationOptions, type SimulationReport } from './simulation/simulate.ts';
