export { BATCH_STORE, BatchingModule, type BatchingModuleOptions } from './batching.module.ts';
