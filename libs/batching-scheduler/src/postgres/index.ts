export { maintainBatching, type Maintained, type MaintainOptions } from './maintain-batching.ts';
export { migrateBatching } from './migrate-batching.ts';
export { type PgPool, type PgPoolClient, type PgQueryable, singleConnection } from './pg.port.ts';
export { PostgresBatchStore, type PostgresBatchStoreOptions } from './postgres-batch-store.ts';
