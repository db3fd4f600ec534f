import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What exists at Pinterest is kept here; changes of audiences, Actalike ones, archived canvases, queues of external steps. */
export class AudiencesAndOutbox1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `ALTER TABLE audience
    ADD COLUMN kind text NOT NULL DEFAULT 'CUSTOMER_LIST',
    ADD COLUMN seed_audience_id text,
    ADD COLUMN country text,
    ADD COLUMN percentage int,
    ADD COLUMN linked_at timestamptz,
    ADD COLUMN pending_change jsonb,
    ADD COLUMN problem text,
    ADD CONSTRAINT audience_kind_check CHECK (kind IN ('CUSTOMER_LIST', 'ACTALIKE')),
    ADD CONSTRAINT audience_actalike_check
      CHECK ((kind = 'ACTALIKE') = (seed_audience_id IS NOT NULL AND country IS NOT NULL AND percentage IS NOT NULL)),
    ADD FOREIGN KEY (workspace_id, seed_audience_id) REFERENCES audience (workspace_id, id)`,
  'UPDATE audience SET linked_at = updated_at WHERE pinterest_audience_id IS NOT NULL',
  `ALTER TABLE canvas DROP CONSTRAINT canvas_status_check,
    ADD CONSTRAINT canvas_status_check CHECK (status IN ('DRAFT', 'ACTIVE', 'STOPPED', 'ARCHIVED'))`,
  'ALTER TABLE step ADD COLUMN handoff_queue text',
  `CREATE TABLE pinterest_audience (
    ad_account_id text NOT NULL REFERENCES ad_account (id) ON DELETE CASCADE,
    pinterest_audience_id text NOT NULL,
    name text NOT NULL,
    search_name text NOT NULL,
    audience_type text,
    customer_list_id text,
    pinterest_status text,
    size bigint,
    received boolean NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (ad_account_id, pinterest_audience_id)
  )`,
  `CREATE TABLE audience_listing (
    ad_account_id text PRIMARY KEY REFERENCES ad_account (id) ON DELETE CASCADE,
    refreshed_at timestamptz,
    refreshing_until timestamptz,
    problem text
  )`,
  `CREATE TABLE not_synced_count (
    step_id text NOT NULL,
    reason smallint NOT NULL,
    users bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (step_id, reason)
  )`,
  `INSERT INTO not_synced_count (step_id, reason, users)
   SELECT step_id, get_byte(reasons, place), count(*)
     FROM not_synced_chunk, generate_series(0, length(reasons) - 1) AS place GROUP BY 1, 2`,
  `CREATE TABLE step_dry_run (
    step_id text PRIMARY KEY REFERENCES step (id) ON DELETE CASCADE,
    made_at timestamptz NOT NULL DEFAULT now(),
    report jsonb NOT NULL
  )`,
];

/** What only the new release knows of is put away first: the old constraints would not bear it. */
const DOWN = [
  'DROP TABLE step_dry_run, not_synced_count, audience_listing, pinterest_audience',
  'ALTER TABLE step DROP COLUMN handoff_queue',
  "UPDATE canvas SET status = 'STOPPED' WHERE status = 'ARCHIVED'",
  `ALTER TABLE canvas DROP CONSTRAINT canvas_status_check,
    ADD CONSTRAINT canvas_status_check CHECK (status IN ('DRAFT', 'ACTIVE', 'STOPPED'))`,
  `ALTER TABLE audience DROP COLUMN kind, DROP COLUMN seed_audience_id, DROP COLUMN country, DROP COLUMN percentage,
    DROP COLUMN linked_at, DROP COLUMN pending_change, DROP COLUMN problem`,
];
