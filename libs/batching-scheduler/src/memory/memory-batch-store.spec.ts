// Real: everything. Mocked: time.
import { batchStoreConformance } from '../testing/index.ts';
import { MemoryBatchStore } from './memory-batch-store.ts';

batchStoreConformance('MemoryBatchStore', (parts) => Promise.resolve(new MemoryBatchStore(parts)));
