/** What tells why a batch's users wait, and until when. `o`: the oldest unsettled batch of the opposite operation. */
const WAITS = `
    b.state, coalesce(f.hold_reason, g.hold_reason) AS hold,
    coalesce(b.state = 'READY' AND o.window_no < b.window_no, false) AS blocked,
    CASE WHEN b.state = 'OPEN' THEN g.seal_at
         WHEN b.state = 'IN_FLIGHT' OR f.hold_reason IS NOT NULL OR g.hold_reason IS NOT NULL THEN NULL
         WHEN b.state = 'WAITING' THEN greatest(b.not_before, f.not_before)
         WHEN o.state = 'WAITING' AND o.window_no < b.window_no THEN greatest(o.not_before, f.not_before)
         WHEN f.not_before > now() THEN f.not_before END AS until,
    coalesce(b.deadline,
      CASE WHEN b.state IN ('READY', 'WAITING') AND (f.hold_reason IS NOT NULL OR g.hold_reason IS NOT NULL)
           THEN greatest(b.sealed_at, least(f.hold_since, g.hold_since)) + $3::float8 * interval '1 ms' END) AS gives_up_at`;

/**
 * Counters of steps with the reasons behind them, in one statement and so of one moment. Parameters: the workspace (null:
 * whichever), the steps, the retry window in milliseconds.
 */
export const READ_DETAILS = {
  name: 'step-details-read',
  text: `
    WITH wanted AS MATERIALIZED (
      SELECT id, audience_id FROM step WHERE id = ANY ($2::text[]) AND ($1::text IS NULL OR workspace_id = $1)),
    lanes AS MATERIALIZED (SELECT DISTINCT audience_id FROM wanted WHERE audience_id IS NOT NULL),
    unsettled AS (
      SELECT b.* FROM lanes JOIN batching.batch b ON b.group_id = lanes.audience_id AND b.state = 'OPEN'
      UNION ALL
      SELECT b.* FROM lanes JOIN batching.batch b ON b.group_id = lanes.audience_id
       AND b.state IN ('READY', 'IN_FLIGHT', 'WAITING')),
    oldest AS MATERIALIZED (
      SELECT lanes.audience_id, lane.operation, first.*
        FROM lanes CROSS JOIN (VALUES ('ADD'), ('REMOVE')) AS lane (operation)
       CROSS JOIN LATERAL (SELECT b.state, b.window_no, b.not_before FROM batching.batch b
          WHERE b.group_id = lanes.audience_id AND b.operation = lane.operation AND b.state IN ('READY', 'IN_FLIGHT', 'WAITING')
          ORDER BY b.window_no, b.id LIMIT 1) AS first),
    waiting AS (
      SELECT c.source_id AS step_id, ${WAITS}, c.item_count AS users
        FROM unsettled b JOIN batching.ordering_group g ON g.id = b.group_id JOIN batching.flow f ON f.id = b.flow_id
        JOIN batching.chunk c ON c.batch_id = b.id AND c.created_at = b.created_at
        LEFT JOIN oldest o ON o.audience_id = b.group_id AND o.operation <> b.operation
       WHERE c.source_id = ANY ($2::text[])),
    pending AS (
      SELECT step_id, jsonb_agg(jsonb_build_object('state', state, 'hold', hold, 'blocked', blocked, 'users', users,
               'until', until, 'givesUpAt', gives_up_at)) AS list
        FROM (SELECT step_id, state, hold, blocked, sum(users) AS users, extract(epoch FROM min(until)) * 1000 AS until,
                     extract(epoch FROM min(gives_up_at)) * 1000 AS gives_up_at FROM waiting GROUP BY 1, 2, 3, 4) AS alike
       GROUP BY 1),
    reasons AS (
      SELECT step_id, jsonb_agg(jsonb_build_object('outcome', outcome, 'reason', reason, 'users', users)) AS list
        FROM step_reason WHERE step_id = ANY ($2::text[]) AND users > 0 GROUP BY 1)
    SELECT m.step_id AS "stepId", m.workspace_id AS "workspaceId", m.entered, m.proceeded, m.synced,
           m.not_synced AS "notSynced", m.pending, m.errored, m.exited, m.updated_at AS "updatedAt",
           coalesce(r.list, '[]') AS reasons, coalesce(p.list, '[]') AS waits
      FROM wanted JOIN step_metrics m ON m.step_id = wanted.id
      LEFT JOIN pending p ON p.step_id = m.step_id LEFT JOIN reasons r ON r.step_id = m.step_id`,
};
