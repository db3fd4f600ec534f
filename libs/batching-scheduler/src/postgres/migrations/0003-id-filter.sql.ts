/**
 * A small Bloom filter a chunk, so that one item is found among millions without an index on every item. Chunks that have
 * none (from before, or of an older process) are searched themselves. `s`: the schema, a plain name.
 */
export const idFilter = (s: string): string => `
alter table ${s}.chunk add column id_filter bytea;
alter table ${s}.chunk alter column id_filter set storage main;
comment on column ${s}.chunk.id_filter is 'Bloom filter of ids: 7 bits an id, 4 probes.';
`;
