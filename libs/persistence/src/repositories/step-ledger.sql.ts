/** The stretches that are kept; see docs/decisions/0006-rollups-beside-the-counters.md. */
const STRETCHES = `(VALUES (1::smallint, date_trunc('minute', now())),
    (15::smallint, date_bin('15 minutes', now(), TIMESTAMPTZ '2000-01-01Z'))) AS w (width, at)`;

/**
 * Counters, the reasons behind them and the rollups, in one statement. The first query locks the counters in the order
 * of step id (an UPDATE alone takes them in any order); everything else of a step is written by whoever holds that lock.
 * Parameters: see StepSums.
 */
export const WRITE_LEDGER = {
  name: 'step-ledger-write',
  text: `
    WITH locked AS MATERIALIZED (
      SELECT step_id FROM step_metrics WHERE step_id = ANY ($1::text[]) ORDER BY step_id FOR NO KEY UPDATE),
    added AS MATERIALIZED (
      SELECT d.*, d.entered - d.not_synced - d.synced - d.errored + d.redriven AS pending
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
          AS d (step_id, entered, not_synced, synced, errored, redriven, exited) JOIN locked USING (step_id)),
    counted AS (
      UPDATE step_metrics AS m
         SET entered = m.entered + a.entered, proceeded = m.proceeded + a.entered, not_synced = m.not_synced + a.not_synced,
             pending = m.pending + a.pending, synced = m.synced + a.synced, errored = m.errored + a.errored - a.redriven,
             exited = m.exited + a.exited, updated_at = now()
        FROM added a WHERE m.step_id = a.step_id RETURNING 1),
    rolled AS (
      INSERT INTO step_rollup AS r (step_id, width, at, entered, not_synced, synced, errored, redriven, exited)
      SELECT a.step_id, w.width, w.at, a.entered, a.not_synced, a.synced, a.errored, a.redriven, a.exited
        FROM added a CROSS JOIN ${STRETCHES}
      ON CONFLICT (step_id, width, at) DO UPDATE SET entered = r.entered + excluded.entered,
        not_synced = r.not_synced + excluded.not_synced, synced = r.synced + excluded.synced,
        errored = r.errored + excluded.errored, redriven = r.redriven + excluded.redriven, exited = r.exited + excluded.exited),
    reasoned AS (
      INSERT INTO step_reason AS r (step_id, outcome, reason, users)
      SELECT d.* FROM unnest($8::text[], $9::text[], $10::text[], $11::bigint[]) AS d (step_id, outcome, reason, users)
        JOIN locked USING (step_id)
      ON CONFLICT (step_id, outcome, reason) DO UPDATE SET users = r.users + excluded.users),
    timed AS (
      INSERT INTO step_latency AS r (step_id, width, at, bucket, users)
      SELECT d.step_id, w.width, w.at, d.bucket, d.users
        FROM unnest($12::text[], $13::smallint[], $14::bigint[]) AS d (step_id, bucket, users)
        JOIN locked USING (step_id) CROSS JOIN ${STRETCHES}
      ON CONFLICT (step_id, width, at, bucket) DO UPDATE SET users = r.users + excluded.users),
    tried AS (
      INSERT INTO attempt_rollup AS r (audience_id, width, at, answer, attempts, users)
      SELECT d.audience_id, w.width, w.at, d.answer, d.attempts, d.users
        FROM unnest($15::text[], $16::text[], $17::bigint[], $18::bigint[]) AS d (audience_id, answer, attempts, users)
        CROSS JOIN ${STRETCHES} ORDER BY 1, 4, 2
      ON CONFLICT (audience_id, width, at, answer) DO UPDATE
        SET attempts = r.attempts + excluded.attempts, users = r.users + excluded.users)
    SELECT count(*)::int AS steps FROM counted`,
};
