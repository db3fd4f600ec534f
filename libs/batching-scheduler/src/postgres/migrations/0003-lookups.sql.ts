/**
 * Finding one item among millions without an index on every item: a small Bloom filter a chunk. Chunks that have none (from
 * before, or of an older process) are searched themselves. And errored items in the order of their pages. `s`: the schema,
 * a plain name.
 */
export const lookups = (s: string): string => `
alter table ${s}.chunk add column id_filter bytea;
alter table ${s}.chunk alter column id_filter set storage main;
comment on column ${s}.chunk.id_filter is 'Bloom filter of ids: 7 bits an id, 4 probes.';
create index batch_errored_page on ${s}.batch (id) where state = 'ERRORED';
`;
