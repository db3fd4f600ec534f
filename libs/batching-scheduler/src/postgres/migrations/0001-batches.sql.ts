/** `s`: the schema, a plain name. A migration that was released is never changed; what comes next is a new one. */
export const batches = (s: string): string => `
create table ${s}.flow (
  id text collate "C" primary key,
  hold_reason text,
  hold_since timestamptz,
  resumed_at timestamptz,
  not_before timestamptz,
  constraint flow_hold_is_whole check ((hold_reason is null) = (hold_since is null))
) with (fillfactor = 50);

create table ${s}.ordering_group (
  id text collate "C" primary key,
  flow_id text collate "C" not null references ${s}.flow (id),
  next_window_no bigint not null default 1,
  window_id uuid,
  seal_at timestamptz,
  mixed boolean not null default false,
  serialize boolean not null default false,
  hold_reason text,
  hold_since timestamptz,
  resumed_at timestamptz,
  constraint group_hold_is_whole check ((hold_reason is null) = (hold_since is null)),
  constraint group_window_is_whole check ((window_id is null) = (seal_at is null))
) with (fillfactor = 50);
comment on column ${s}.ordering_group.resumed_at is 'What attempts that began before have to say about needing a person is stale.';
create index ordering_group_flow on ${s}.ordering_group (flow_id);
create index ordering_group_due on ${s}.ordering_group (seal_at) where seal_at is not null;

-- Apart from its group, so that serving a group never waits for an append to it.
create table ${s}.group_turn (
  group_id text collate "C" primary key references ${s}.ordering_group (id) on delete cascade,
  served_at timestamptz not null
) with (fillfactor = 50);

create table ${s}.batch (
  id uuid primary key,
  parent_id uuid references ${s}.batch (id),
  flow_id text collate "C" not null,
  group_id text collate "C" not null references ${s}.ordering_group (id),
  operation text not null check (operation in ('ADD', 'REMOVE')),
  state text not null check (state in ('OPEN', 'READY', 'IN_FLIGHT', 'WAITING', 'SYNCED', 'ERRORED', 'SPLIT')),
  window_no bigint,
  origin_no bigint,
  items integer not null,
  live integer not null,
  bytes bigint not null,
  is_full boolean not null default false,
  attempt integer not null default 0,
  failures integer not null default 0,
  created_at timestamptz not null,
  sealed_at timestamptz,
  not_before timestamptz,
  deadline timestamptz,
  lease_until timestamptz,
  started_at timestamptz,
  settled_at timestamptz,
  purged_at timestamptz,
  reason text,
  constraint batch_sealed_has_window check (state = 'OPEN' or (window_no is not null and sealed_at is not null)),
  constraint batch_in_flight_has_lease check ((state = 'IN_FLIGHT') = (lease_until is not null))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
comment on column ${s}.batch.origin_no is 'The window in which its items were first said; window_no is their place in the order of leaving.';
comment on column ${s}.batch.live is 'Items that have something to send.';
comment on column ${s}.batch.purged_at is 'When the identifiers of an errored batch were deleted: it cannot be brought back any more.';
create index batch_open on ${s}.batch (group_id) where state = 'OPEN';
create index batch_active on ${s}.batch (flow_id, group_id) where state in ('READY', 'WAITING');
create index batch_ready on ${s}.batch (group_id, operation, window_no, id) where state = 'READY';
create index batch_waiting on ${s}.batch (group_id, not_before) where state = 'WAITING';
create index batch_unsettled on ${s}.batch (group_id, operation, window_no) where state in ('READY', 'IN_FLIGHT', 'WAITING');
create index batch_in_flight on ${s}.batch (group_id) where state = 'IN_FLIGHT';
create index batch_in_flow on ${s}.batch (flow_id) where state = 'IN_FLIGHT';
create index batch_lease on ${s}.batch (lease_until) where state = 'IN_FLIGHT';
create index batch_errored on ${s}.batch (group_id, operation, origin_no) where state = 'ERRORED' and purged_at is null;
create index batch_given_up on ${s}.batch (group_id, id) where state = 'ERRORED';
create index batch_to_purge on ${s}.batch (settled_at) where state = 'ERRORED' and purged_at is null;
create index batch_redriven on ${s}.batch (group_id, operation, origin_no) where state = 'READY' and origin_no <> window_no;
create index batch_parent on ${s}.batch (parent_id) where parent_id is not null;

create table ${s}.attempt (
  batch_id uuid not null references ${s}.batch (id) on delete cascade,
  attempt integer not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  outcome text not null check (outcome in ('accepted', 'retry', 'hold', 'refused', 'lost')),
  reason text,
  status integer,
  code integer,
  request_id text,
  message text,
  primary key (batch_id, attempt)
);

-- Partitioned by day, so that old items are dropped and not deleted. A chunk lies in its batch's day: its created_at is
-- the batch's. No foreign key to the batch: a partition must be free to go, and chunks are written by one statement with their batch.
create sequence ${s}.chunk_no_seq as bigint;
create table ${s}.chunk (
  batch_id uuid not null,
  chunk_no bigint not null default nextval('${s}.chunk_no_seq'),
  created_at timestamptz not null,
  source_id text collate "C" not null,
  item_count integer not null,
  ids text[] not null,
  key_counts bytea,
  key_tags bytea,
  keys bytea,
  data text[],
  primary key (batch_id, chunk_no, created_at)
) partition by range (created_at);
alter table ${s}.chunk alter column keys set storage external;
create index chunk_source on ${s}.chunk (source_id, created_at);
create table ${s}.chunk_default partition of ${s}.chunk default;

create function ${s}.make_chunk_partitions(days_ahead integer) returns integer language plpgsql as $body$
declare
  day date;
  name text;
  made integer := 0;
begin
  for day in select generate_series((now() at time zone 'utc')::date, (now() at time zone 'utc')::date + days_ahead, '1 day')::date loop
    name := 'chunk_' || to_char(day, 'YYYYMMDD');
    if to_regclass(format('%I.%I', '${s}', name)) is not null then continue; end if;
    begin
      execute format('create table %I.%I partition of ${s}.chunk for values from (%L) to (%L)', '${s}', name,
        day::timestamp at time zone 'utc', (day + 1)::timestamp at time zone 'utc');
      made := made + 1;
    exception when check_violation then
      raise notice 'chunk_default already holds rows of %; they stay there', day;
    end;
  end loop;
  return made;
end
$body$;

create function ${s}.drop_chunk_partitions(older_than date) returns integer language plpgsql as $body$
declare
  name text;
  day date;
  dropped integer := 0;
begin
  for name, day in
    select c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = '${s}.chunk'::regclass and c.relname ~ '^chunk_[0-9]{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') < older_than
  loop
    -- Whatever is still to be sent keeps its day.
    if exists (select from ${s}.batch b where b.state in ('OPEN', 'READY', 'IN_FLIGHT', 'WAITING')
      and b.created_at >= day::timestamp at time zone 'utc' and b.created_at < (day + 1)::timestamp at time zone 'utc')
    then continue; end if;
    execute format('drop table %I.%I', '${s}', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$body$;

select ${s}.make_chunk_partitions(7);
`;
