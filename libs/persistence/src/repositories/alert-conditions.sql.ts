import { AUDIENCE_ROLES, DEFAULT_ALERT_SETTINGS } from '@audience-sync/domain';

const { erroredUsers, backlogMinutes } = DEFAULT_ALERT_SETTINGS;
const ROLES = AUDIENCE_ROLES.map((role) => `'${role}'`).join(', ');

const condition = (kind: string, subject: string, name: string, figure: string, from: string): string => `
  SELECT x.workspace_id AS "workspaceId", '${kind}' AS kind, '${subject}' AS "subjectType", x.id AS "subjectId",
         ${name} AS name, ${figure}::float8 AS figure FROM ${from}`;

const DAYS_LEFT = 'greatest(1, ceil(extract(epoch FROM x.refresh_expires_at - now()) / 86400))';
/** What was given up within a day cannot be more than what is given up now: most steps are done with that. */
const ERRORED = `step x JOIN step_metrics m ON m.step_id = x.id
  LEFT JOIN alert_settings s ON s.workspace_id = x.workspace_id
  JOIN LATERAL (SELECT sum(errored - redriven) AS users FROM step_rollup r
     WHERE r.step_id = x.id AND r.width = 15 AND r.at > now() - interval '1 day') day ON true
 WHERE m.errored >= coalesce(s.errored_users, ${erroredUsers}) AND day.users >= coalesce(s.errored_users, ${erroredUsers})`;
/** The first batch in order is the oldest; one that was brought back counts from then. */
const WAITED = `audience x LEFT JOIN alert_settings s ON s.workspace_id = x.workspace_id
  JOIN LATERAL (SELECT floor(extract(epoch FROM now() - min(first.sealed_at)) / 60) AS minutes
     FROM (VALUES ('ADD'), ('REMOVE')) AS lane (operation)
     JOIN LATERAL (SELECT b.sealed_at FROM batching.batch b
        WHERE b.group_id = x.id AND b.operation = lane.operation AND b.state IN ('READY', 'IN_FLIGHT', 'WAITING')
        ORDER BY b.window_no LIMIT 1) first ON true) waited ON true
 WHERE waited.minutes >= coalesce(s.backlog_minutes, ${backlogMinutes})`;

/** Everything that is wrong now, in every workspace. */
export const ALERT_CONDITIONS = [
  condition(
    'CONNECTION_LOST',
    'CONNECTION',
    'x.username',
    'NULL',
    `connection x WHERE x.status = 'INVALID_TOKEN'`,
  ),
  condition(
    'CONNECTION_EXPIRING',
    'CONNECTION',
    'x.username',
    DAYS_LEFT,
    `connection x WHERE x.status IN ('ACTIVE', 'REFRESHING') AND x.refresh_expires_at < now() + interval '14 days'`,
  ),
  condition(
    'AUDIENCE_DELETED',
    'AUDIENCE',
    'x.name',
    'NULL',
    `audience x WHERE x.status = 'DELETED' AND (EXISTS (
       SELECT FROM step JOIN canvas ON canvas.id = step.canvas_id WHERE step.audience_id = x.id AND canvas.status = 'ACTIVE')
       OR EXISTS (SELECT FROM batching.batch b WHERE b.group_id = x.id AND b.state IN ('READY', 'IN_FLIGHT', 'WAITING')))`,
  ),
  condition(
    'TERMS_MISSING',
    'AD_ACCOUNT',
    'x.name',
    'NULL',
    'ad_account x WHERE x.selected AND NOT x.terms_accepted',
  ),
  condition(
    'ROLE_MISSING',
    'AD_ACCOUNT',
    'x.name',
    'NULL',
    `ad_account x WHERE x.selected AND (NOT x.permissions && ARRAY[${ROLES}] OR EXISTS (
       SELECT FROM audience a JOIN batching.ordering_group g ON g.id = a.id
        WHERE a.ad_account_id = x.id AND g.hold_reason = 'PERMISSION_MISSING'))`,
  ),
  condition('ERRORED_USERS', 'STEP', 'x.name', 'day.users', ERRORED),
  condition('BACKLOG_OLD', 'AUDIENCE', 'x.name', 'waited.minutes', WAITED),
  condition(
    'THROTTLED',
    'CONNECTION',
    'x.username',
    'NULL',
    `connection x WHERE x.id IN (SELECT a.connection_id FROM attempt_rollup r JOIN audience a ON a.id = r.audience_id
       WHERE r.width = 1 AND r.at > now() - interval '15 minutes' AND r.answer = 'THROTTLED')`,
  ),
].join(' UNION ALL ');
