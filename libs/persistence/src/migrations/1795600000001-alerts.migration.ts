import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What is wrong, since when, and who is told. */
export class Alerts1795600000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['alert_delivery', 'alert_channel', 'alert_settings', 'alert'])
      await runner.query(`DROP TABLE ${table}`);
  }
}

const UP = [
  `CREATE TABLE alert (
    id text PRIMARY KEY,
    workspace_id text NOT NULL REFERENCES workspace (id),
    kind text NOT NULL CHECK (kind IN ('CONNECTION_LOST', 'CONNECTION_EXPIRING', 'AUDIENCE_DELETED', 'TERMS_MISSING',
      'ROLE_MISSING', 'ERRORED_USERS', 'BACKLOG_OLD', 'THROTTLED')),
    subject_type text NOT NULL CHECK (subject_type IN ('CONNECTION', 'AD_ACCOUNT', 'AUDIENCE', 'STEP')),
    subject_id text NOT NULL,
    name text NOT NULL,
    figure bigint,
    opened_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz
  )`,
  'CREATE INDEX alert_workspace_id_id_idx ON alert (workspace_id, id)',
  'CREATE UNIQUE INDEX alert_kind_subject_id_idx ON alert (kind, subject_id) WHERE resolved_at IS NULL',
  `CREATE TABLE alert_settings (
    workspace_id text PRIMARY KEY REFERENCES workspace (id),
    errored_users int NOT NULL,
    backlog_minutes int NOT NULL
  )`,
  `CREATE TABLE alert_channel (
    id text PRIMARY KEY,
    workspace_id text NOT NULL REFERENCES workspace (id),
    kind text NOT NULL CHECK (kind IN ('WEBHOOK', 'EMAIL')),
    target_cipher bytea NOT NULL,
    key_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    last_error text
  )`,
  'CREATE INDEX alert_channel_workspace_id_id_idx ON alert_channel (workspace_id, id)',
  `CREATE TABLE alert_delivery (
    id text PRIMARY KEY,
    channel_id text NOT NULL REFERENCES alert_channel (id) ON DELETE CASCADE,
    alert_id text REFERENCES alert (id),
    event text NOT NULL CHECK (event IN ('OPENED', 'RESOLVED', 'TEST')),
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts int NOT NULL DEFAULT 0,
    next_at timestamptz,
    delivered_at timestamptz,
    UNIQUE (channel_id, alert_id, event)
  )`,
  'CREATE INDEX alert_delivery_next_at_idx ON alert_delivery (next_at) WHERE next_at IS NOT NULL',
];
