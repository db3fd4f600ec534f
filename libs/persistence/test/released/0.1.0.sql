-- The tables as version 0.1.0 made them. Frozen: what was released is never edited. Day partitions are those of the data.
CREATE TABLE migration (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
INSERT INTO migration ("timestamp", name) VALUES (1795000000000, 'InitialSchema1795000000000');

CREATE TABLE workspace (
  id text PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
  );
CREATE TABLE api_key (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace (id),
  name text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  role text NOT NULL CHECK (role IN ('ADMIN', 'EDITOR', 'VIEWER', 'INGEST')),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
  );
CREATE INDEX api_key_workspace_id_id_idx ON api_key (workspace_id, id);
CREATE TABLE connection (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace (id),
  pinterest_user_id text NOT NULL,
  username text NOT NULL,
  status text NOT NULL CHECK (status IN ('ACTIVE', 'REFRESHING', 'INVALID_TOKEN', 'DISCONNECTED')),
  scopes text[] NOT NULL,
  access_token_cipher bytea,
  refresh_token_cipher bytea,
  key_id text,
  access_expires_at timestamptz,
  refresh_expires_at timestamptz,
  token_version int NOT NULL DEFAULT 0,
  last_error text,
  last_error_code text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT connection_tokens_check CHECK ((access_token_cipher IS NULL) = (key_id IS NULL)),
  UNIQUE (workspace_id, id),
  UNIQUE (workspace_id, pinterest_user_id)
  );
CREATE TABLE oauth_state (
  state_hash bytea PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace (id),
  caller text NOT NULL,
  return_to text,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
  );
CREATE TABLE ad_account (
  id text PRIMARY KEY,
  connection_id text NOT NULL,
  workspace_id text NOT NULL,
  pinterest_ad_account_id text NOT NULL,
  name text NOT NULL,
  country text,
  currency text,
  permissions text[] NOT NULL,
  selected boolean NOT NULL DEFAULT false,
  terms_accepted boolean,
  seen_at timestamptz NOT NULL,
  UNIQUE (workspace_id, id),
  UNIQUE (connection_id, pinterest_ad_account_id),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
  );
CREATE TABLE audience (
  id text PRIMARY KEY,
  workspace_id text NOT NULL,
  connection_id text NOT NULL,
  ad_account_id text NOT NULL,
  name text NOT NULL,
  description text,
  status text NOT NULL CHECK (status IN ('DRAFT', 'CREATING', 'READY', 'DELETED', 'ARCHIVED')),
  origin text NOT NULL CHECK (origin IN ('CREATED', 'EXISTING')),
  pinterest_customer_list_id text,
  pinterest_audience_id text,
  list_create_started_at timestamptz,
  creating_until timestamptz,
  size bigint,
  pinterest_status text,
  size_checked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workspace_id, id),
  UNIQUE (ad_account_id, pinterest_customer_list_id),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id),
  FOREIGN KEY (workspace_id, ad_account_id) REFERENCES ad_account (workspace_id, id)
  );
CREATE TABLE canvas (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace (id),
  name text NOT NULL,
  status text NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'STOPPED')),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  launched_at timestamptz,
  UNIQUE (workspace_id, id)
  );
CREATE TABLE step (
  id text PRIMARY KEY,
  canvas_id text NOT NULL,
  workspace_id text NOT NULL,
  position int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('AUDIENCE_SYNC', 'EXTERNAL')),
  name text NOT NULL,
  connection_id text,
  ad_account_id text,
  audience_id text,
  operation text CHECK (operation IN ('ADD', 'REMOVE')),
  match_fields text[] NOT NULL,
  CONSTRAINT step_sync_check CHECK (kind = 'EXTERNAL' OR operation IS NOT NULL),
  UNIQUE (canvas_id, position) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (workspace_id, canvas_id) REFERENCES canvas (workspace_id, id),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id),
  FOREIGN KEY (workspace_id, ad_account_id) REFERENCES ad_account (workspace_id, id),
  FOREIGN KEY (workspace_id, audience_id) REFERENCES audience (workspace_id, id)
  );
CREATE INDEX step_connection_id_idx ON step (connection_id);
CREATE INDEX step_audience_id_idx ON step (audience_id);
CREATE TABLE step_metrics (
  step_id text PRIMARY KEY REFERENCES step (id) ON DELETE CASCADE,
  workspace_id text NOT NULL,
  entered bigint NOT NULL DEFAULT 0,
  proceeded bigint NOT NULL DEFAULT 0,
  synced bigint NOT NULL DEFAULT 0,
  not_synced bigint NOT NULL DEFAULT 0,
  pending bigint NOT NULL DEFAULT 0,
  errored bigint NOT NULL DEFAULT 0,
  exited bigint NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT step_metrics_sum_check CHECK (entered = synced + not_synced + pending + errored),
  CONSTRAINT step_metrics_positive_check CHECK (entered >= 0 AND proceeded >= 0 AND synced >= 0
    AND not_synced >= 0 AND pending >= 0 AND errored >= 0 AND exited >= 0)
  );
CREATE TABLE not_synced_chunk (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  step_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  external_ids text[] NOT NULL,
  reasons bytea NOT NULL
  );
CREATE INDEX not_synced_chunk_step_id_id_idx ON not_synced_chunk (step_id, id);
CREATE TABLE handoff (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  step_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  external_ids text[] NOT NULL
  );
CREATE INDEX handoff_step_id_seq_idx ON handoff (step_id, seq);
CREATE TABLE idempotency_record (
  workspace_id text NOT NULL,
  key text NOT NULL,
  part int NOT NULL DEFAULT 0,
  request_hash bytea NOT NULL,
  response jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, key, part)
  );
CREATE INDEX idempotency_record_created_at_idx ON idempotency_record (created_at);
CREATE TABLE audit_event (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace (id),
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  subject_type text NOT NULL,
  subject_id text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
  );
CREATE INDEX audit_event_workspace_id_id_idx ON audit_event (workspace_id, id);

CREATE SCHEMA batching;
CREATE TABLE batching.migration (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
INSERT INTO batching.migration (version) VALUES (1);
create table batching.flow (
  id text collate "C" primary key,
  hold_reason text,
  hold_since timestamptz,
  resumed_at timestamptz,
  not_before timestamptz,
  constraint flow_hold_is_whole check ((hold_reason is null) = (hold_since is null))
) with (fillfactor = 50);

create table batching.ordering_group (
  id text collate "C" primary key,
  flow_id text collate "C" not null references batching.flow (id),
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
comment on column batching.ordering_group.resumed_at is 'What attempts that began before have to say about needing a person is stale.';
create index ordering_group_flow on batching.ordering_group (flow_id);
create index ordering_group_due on batching.ordering_group (seal_at) where seal_at is not null;

-- Apart from its group, so that serving a group never waits for an append to it.
create table batching.group_turn (
  group_id text collate "C" primary key references batching.ordering_group (id) on delete cascade,
  served_at timestamptz not null
) with (fillfactor = 50);

create table batching.batch (
  id uuid primary key,
  parent_id uuid references batching.batch (id),
  flow_id text collate "C" not null,
  group_id text collate "C" not null references batching.ordering_group (id),
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
comment on column batching.batch.origin_no is 'The window in which its items were first said; window_no is their place in the order of leaving.';
comment on column batching.batch.live is 'Items that have something to send.';
comment on column batching.batch.purged_at is 'When the identifiers of an errored batch were deleted: it cannot be brought back any more.';
create index batch_open on batching.batch (group_id) where state = 'OPEN';
create index batch_active on batching.batch (flow_id, group_id) where state in ('READY', 'WAITING');
create index batch_ready on batching.batch (group_id, operation, window_no, id) where state = 'READY';
create index batch_waiting on batching.batch (group_id, not_before) where state = 'WAITING';
create index batch_unsettled on batching.batch (group_id, operation, window_no) where state in ('READY', 'IN_FLIGHT', 'WAITING');
create index batch_in_flight on batching.batch (group_id) where state = 'IN_FLIGHT';
create index batch_in_flow on batching.batch (flow_id) where state = 'IN_FLIGHT';
create index batch_lease on batching.batch (lease_until) where state = 'IN_FLIGHT';
create index batch_errored on batching.batch (group_id, operation, origin_no) where state = 'ERRORED' and purged_at is null;
create index batch_given_up on batching.batch (group_id, id) where state = 'ERRORED';
create index batch_to_purge on batching.batch (settled_at) where state = 'ERRORED' and purged_at is null;
create index batch_redriven on batching.batch (group_id, operation, origin_no) where state = 'READY' and origin_no <> window_no;
create index batch_parent on batching.batch (parent_id) where parent_id is not null;

create table batching.attempt (
  batch_id uuid not null references batching.batch (id) on delete cascade,
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
create sequence batching.chunk_no_seq as bigint;
create table batching.chunk (
  batch_id uuid not null,
  chunk_no bigint not null default nextval('batching.chunk_no_seq'),
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
alter table batching.chunk alter column keys set storage external;
create index chunk_source on batching.chunk (source_id, created_at);
create table batching.chunk_default partition of batching.chunk default;

create function batching.make_chunk_partitions(days_ahead integer) returns integer language plpgsql as $body$
declare
  day date;
  name text;
  made integer := 0;
begin
  for day in select generate_series((now() at time zone 'utc')::date, (now() at time zone 'utc')::date + days_ahead, '1 day')::date loop
    name := 'chunk_' || to_char(day, 'YYYYMMDD');
    if to_regclass(format('%I.%I', 'batching', name)) is not null then continue; end if;
    begin
      execute format('create table %I.%I partition of batching.chunk for values from (%L) to (%L)', 'batching', name,
        day::timestamp at time zone 'utc', (day + 1)::timestamp at time zone 'utc');
      made := made + 1;
    exception when check_violation then
      raise notice 'chunk_default already holds rows of %; they stay there', day;
    end;
  end loop;
  return made;
end
$body$;

create function batching.drop_chunk_partitions(older_than date) returns integer language plpgsql as $body$
declare
  name text;
  day date;
  dropped integer := 0;
begin
  for name, day in
    select c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'batching.chunk'::regclass and c.relname ~ '^chunk_[0-9]{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') < older_than
  loop
    -- Whatever is still to be sent keeps its day.
    if exists (select from batching.batch b where b.state in ('OPEN', 'READY', 'IN_FLIGHT', 'WAITING')
      and b.created_at >= day::timestamp at time zone 'utc' and b.created_at < (day + 1)::timestamp at time zone 'utc')
    then continue; end if;
    execute format('drop table %I.%I', 'batching', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$body$;

select batching.make_chunk_partitions(7);
