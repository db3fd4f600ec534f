// Real: the memory store. Mocked: time, chance and the other side. SEED=n replays a failing run.
import { checkStore } from '../../test/model/check-store.ts';
import { MemoryBatchStore } from './memory-batch-store.ts';

const SEED = process.env['SEED'];

test('any history of steps keeps every promise', () =>
  checkStore((parts) => Promise.resolve(new MemoryBatchStore(parts)), {
    runs: 300,
    ...(SEED ? { seed: Number(SEED) } : {}),
  }));
