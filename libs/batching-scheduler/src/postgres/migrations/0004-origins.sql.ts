/** What brought the items of a chunk, so that one can be followed back to its call. `s`: the schema, a plain name. */
export const origins = (s: string): string => `
alter table ${s}.chunk add column origins text[], add column origin_counts integer[];
comment on column ${s}.chunk.origins is 'What brought its items, in runs; origin_counts: how many items each run has.';
`;
