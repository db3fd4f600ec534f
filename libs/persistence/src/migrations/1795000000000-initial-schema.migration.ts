import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Constraints are left to the names that Postgres gives them, which PostgresNames gives as well. A migration is never
 * changed once it is released: what it says about roles and statuses is what was true at the time.
 */
export class InitialSchema1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = [
  'workspace',
  'api_key',
  'connection',
  'oauth_state',
  'ad_account',
  'audience',
  'canvas',
  'step',
  'step_metrics',
  'not_synced_chunk',
  'handoff',
  'idempotency_record',
  'audit_event',
];

const UP = [
  `CREATE TABLE workspace (
    id text PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE api_key (
    id text PRIMARY KEY,
    workspace_id text NOT NULL REFERENCES workspace (id),
    name text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    role text NOT NULL CHECK (role IN ('ADMIN', 'EDITOR', 'VIEWER', 'INGEST')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  'CREATE INDEX api_key_workspace_id_id_idx ON api_key (workspace_id, id)',
  `CREATE TABLE connection (
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
  )`,
  `CREATE TABLE oauth_state (
    state_hash bytea PRIMARY KEY,
    workspace_id text NOT NULL REFERENCES workspace (id),
    caller text NOT NULL,
    return_to text,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
  )`,
  `CREATE TABLE ad_account (
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
  )`,
  `CREATE TABLE audience (
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
  )`,
  `CREATE TABLE canvas (
    id text PRIMARY KEY,
    workspace_id text NOT NULL REFERENCES workspace (id),
    name text NOT NULL,
    status text NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'STOPPED')),
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    launched_at timestamptz,
    UNIQUE (workspace_id, id)
  )`,
  `CREATE TABLE step (
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
  )`,
  'CREATE INDEX step_connection_id_idx ON step (connection_id)',
  'CREATE INDEX step_audience_id_idx ON step (audience_id)',
  `CREATE TABLE step_metrics (
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
  )`,
  `CREATE TABLE not_synced_chunk (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    step_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    external_ids text[] NOT NULL,
    reasons bytea NOT NULL
  )`,
  'CREATE INDEX not_synced_chunk_step_id_id_idx ON not_synced_chunk (step_id, id)',
  `CREATE TABLE handoff (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    step_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    external_ids text[] NOT NULL
  )`,
  'CREATE INDEX handoff_step_id_seq_idx ON handoff (step_id, seq)',
  `CREATE TABLE idempotency_record (
    workspace_id text NOT NULL,
    key text NOT NULL,
    part int NOT NULL DEFAULT 0,
    request_hash bytea NOT NULL,
    response jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, key, part)
  )`,
  'CREATE INDEX idempotency_record_created_at_idx ON idempotency_record (created_at)',
  `CREATE TABLE audit_event (
    id text PRIMARY KEY,
    workspace_id text NOT NULL REFERENCES workspace (id),
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL,
    action text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}'
  )`,
  'CREATE INDEX audit_event_workspace_id_id_idx ON audit_event (workspace_id, id)',
];
