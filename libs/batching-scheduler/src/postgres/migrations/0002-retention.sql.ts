/** The least id of a batch that was made at that time: ids are UUIDs of version 7, which begin with it. */
const firstId = (time: string): string =>
  `(lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;

/**
 * Days are dropped with an account of what was in them, so that a recount still comes out right, and their batches go as
 * well. Nothing here locks a table that is written to. `s`: the schema, a plain name.
 */
export const retention = (s: string): string => `
create table ${s}.dropped_items (
  source_id text collate "C" not null,
  state text not null check (state in ('SYNCED', 'ERRORED')),
  items bigint not null,
  primary key (source_id, state)
);
comment on table ${s}.dropped_items is 'How many items of each source ended how, of those whose chunks are gone.';
create table ${s}.dropped_day (
  day date primary key,
  dropped_at timestamptz not null default now()
);

create function ${s}.droppable_days(older_than date) returns setof date language sql stable as $body$
  select to_date(right(c.relname, 8), 'YYYYMMDD') from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = '${s}.chunk'::regclass and c.relname ~ '^chunk_[0-9]{8}$'
    and to_date(right(c.relname, 8), 'YYYYMMDD') < older_than
  order by 1
$body$;

-- False: something of that day is still to be sent, or may be brought back.
create function ${s}.drop_chunk_day(of_day date) returns boolean language plpgsql set lock_timeout = '3s' as $body$
declare
  day_begins timestamptz := of_day::timestamp at time zone 'utc';
  day_ends timestamptz := (of_day + 1)::timestamp at time zone 'utc';
  first_id uuid := ${firstId('day_begins')};
  last_id uuid := ${firstId(`day_ends + interval '1 hour'`)};
  name text := 'chunk_' || to_char(of_day, 'YYYYMMDD');
begin
  -- The parent first, as whoever reads or writes chunks locks it. From here on nobody brings anything of this day back.
  lock table ${s}.chunk in access exclusive mode;
  if to_regclass(format('%I.%I', '${s}', name)) is null or exists (select from ${s}.batch b
    where b.id >= first_id and b.id < last_id and b.created_at >= day_begins and b.created_at < day_ends
      and (b.state in ('OPEN', 'READY', 'IN_FLIGHT', 'WAITING') or (b.state = 'ERRORED' and b.purged_at is null)))
  then return false; end if;
  execute format('insert into ${s}.dropped_items as known (source_id, state, items)
    select c.source_id, b.state, sum(c.item_count) from %I.%I c join ${s}.batch b on b.id = c.batch_id
    where b.state in (''SYNCED'', ''ERRORED'') group by 1, 2 order by 1, 2
    on conflict (source_id, state) do update set items = known.items + excluded.items', '${s}', name);
  execute format('drop table %I.%I', '${s}', name);
  insert into ${s}.dropped_day (day) values (of_day) on conflict do nothing;
  delete from ${s}.batch b where b.id >= first_id and b.id < last_id and b.created_at >= day_begins and b.created_at < day_ends
    and b.state in ('SYNCED', 'ERRORED') and b.parent_id is null;
  return true;
end
$body$;

create or replace function ${s}.drop_chunk_partitions(older_than date) returns integer language sql as $body$
  select count(*)::integer from ${s}.droppable_days(older_than) day where ${s}.drop_chunk_day(day)
$body$;

-- A family is what was split from one batch. It goes as a whole, when the chunks of all of it are gone.
create function ${s}.drop_split_families(older_than date) returns integer language sql as $body$
  with recursive family as (
    select b.id as root, b.id, b.created_at from ${s}.batch b
    where b.state = 'SPLIT' and b.parent_id is null and b.id < ${firstId(`older_than::timestamp at time zone 'utc'`)}
    union all
    select f.root, c.id, c.created_at from family f join ${s}.batch c on c.parent_id = f.id
  ), gone as (
    select f.root from family f group by f.root having bool_and(not exists (
      select from ${s}.chunk c where c.batch_id = f.id and c.created_at = f.created_at))
  ), deleted as (
    delete from ${s}.batch b using family f join gone g on g.root = f.root where b.id = f.id returning 1
  )
  select count(*)::integer from deleted
$body$;
`;
