import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Reasons behind the counters, and what moved when: written with the counters, read by ranges. */
export class Analytics1795600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['attempt_rollup', 'step_latency', 'step_rollup', 'step_reason'])
      await runner.query(`DROP TABLE ${table}`);
  }
}

const UP = [
  `CREATE TABLE step_reason (
    step_id text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('NOT_SYNCED', 'ERRORED')),
    reason text NOT NULL,
    users bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (step_id, outcome, reason)
  ) WITH (fillfactor = 70)`,
  `CREATE TABLE step_rollup (
    step_id text NOT NULL,
    width smallint NOT NULL,
    at timestamptz NOT NULL,
    entered bigint NOT NULL DEFAULT 0,
    not_synced bigint NOT NULL DEFAULT 0,
    synced bigint NOT NULL DEFAULT 0,
    errored bigint NOT NULL DEFAULT 0,
    redriven bigint NOT NULL DEFAULT 0,
    exited bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (step_id, width, at)
  ) WITH (fillfactor = 70)`,
  'CREATE INDEX step_rollup_width_at_idx ON step_rollup (width, at)',
  `CREATE TABLE step_latency (
    step_id text NOT NULL,
    width smallint NOT NULL,
    at timestamptz NOT NULL,
    bucket smallint NOT NULL,
    users bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (step_id, width, at, bucket)
  ) WITH (fillfactor = 70)`,
  'CREATE INDEX step_latency_width_at_idx ON step_latency (width, at)',
  `CREATE TABLE attempt_rollup (
    audience_id text NOT NULL,
    width smallint NOT NULL,
    at timestamptz NOT NULL,
    answer text NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    users bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (audience_id, width, at, answer)
  ) WITH (fillfactor = 70)`,
  'CREATE INDEX attempt_rollup_width_at_idx ON attempt_rollup (width, at)',
  // Reasons of what was counted before there was this table.
  `INSERT INTO step_reason (step_id, outcome, reason, users)
   SELECT step_id, 'NOT_SYNCED', (ARRAY['NO_MATCH_FIELD', 'EMPTY', 'TOO_LONG', 'MALFORMED', 'ALL_ZERO', 'UNSUPPORTED_HASH'])[get_byte(reasons, at)],
          count(*)
     FROM not_synced_chunk, generate_series(0, length(reasons) - 1) AS at GROUP BY 1, 2, 3`,
];
