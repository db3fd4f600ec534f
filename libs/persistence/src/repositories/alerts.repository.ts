import {
  type Alert,
  type AlertCondition,
  type AlertEvent,
  type AlertSettings,
  DEFAULT_ALERT_SETTINGS,
  newId,
} from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';
import { type Page, type Slice, sliceOf } from '../page.ts';
import { ALERT_CONDITIONS } from './alert-conditions.sql.ts';

/** One number for everybody who looks for alerts. */
const CHECK_LOCK = 72_617;

export interface AlertChange {
  readonly alert: Alert;
  readonly event: Exclude<AlertEvent, 'TEST'>;
}

const ALERT = `id, workspace_id AS "workspaceId", kind, subject_type AS "subjectType", subject_id AS "subjectId", name,
  figure::float8 AS figure, opened_at AS "openedAt", resolved_at AS "resolvedAt"`;

type AlertRow = Alert & Record<string, unknown>;

@Injectable()
export class AlertsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Opens what is wrong and was not, closes what was and is not any more: each change of state is answered once,
   * whoever looks at the same time. Null: somebody else is looking.
   */
  async reconcile(tx: Tx): Promise<readonly AlertChange[] | null> {
    const [lock] = await this.database.rows<{ got: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1) AS got',
      [CHECK_LOCK],
      tx,
    );
    if (!lock?.got) return null;
    const wrong = await this.database.rows<AlertCondition & Record<string, unknown>>(
      ALERT_CONDITIONS,
      [],
      tx,
    );
    const open = await this.database.rows<AlertRow>(
      `SELECT ${ALERT} FROM alert WHERE resolved_at IS NULL`,
      [],
      tx,
    );
    const [isWrong, isOpen] = [new Map(wrong.map(keyed)), new Map(open.map(keyed))];
    const over = open.filter((alert) => !isWrong.has(keyOf(alert))).map(({ id }) => id);
    const fresh = wrong.filter((one) => !isOpen.has(keyOf(one)));
    await this.updateFigures(open, isWrong, tx);
    return [
      ...(await this.resolve(over, tx)).map((alert) => ({ alert, event: 'RESOLVED' as const })),
      ...(await this.open(fresh, tx)).map((alert) => ({ alert, event: 'OPENED' as const })),
    ];
  }

  /** The newest first. */
  async list(workspaceId: string, page: Page, openOnly: boolean): Promise<Slice<Alert>> {
    const rows = await this.database.rows<AlertRow>(
      `SELECT ${ALERT} FROM alert WHERE workspace_id = $1 AND ($2::text IS NULL OR id < $2)
          AND (NOT $3 OR resolved_at IS NULL) ORDER BY id DESC LIMIT $4`,
      [workspaceId, page.after, openOnly, page.limit + 1],
    );
    return sliceOf(rows, page);
  }

  async settings(workspaceId: string): Promise<AlertSettings> {
    const [row] = await this.database.rows<AlertSettings & Record<string, unknown>>(
      `SELECT errored_users AS "erroredUsers", backlog_minutes AS "backlogMinutes" FROM alert_settings WHERE workspace_id = $1`,
      [workspaceId],
    );
    return row ?? DEFAULT_ALERT_SETTINGS;
  }

  async saveSettings(
    workspaceId: string,
    { erroredUsers, backlogMinutes }: AlertSettings,
    tx?: Tx,
  ): Promise<void> {
    await this.database.execute(
      `INSERT INTO alert_settings (workspace_id, errored_users, backlog_minutes) VALUES ($1, $2, $3)
       ON CONFLICT (workspace_id) DO UPDATE SET errored_users = excluded.errored_users, backlog_minutes = excluded.backlog_minutes`,
      [workspaceId, erroredUsers, backlogMinutes],
      tx,
    );
  }

  /** How many users, how many minutes: a new figure is no new state. */
  private async updateFigures(
    open: readonly Alert[],
    wrong: ReadonlyMap<string, AlertCondition>,
    tx: Tx,
  ): Promise<void> {
    for (const alert of open) {
      const now = wrong.get(keyOf(alert));
      if (now && now.figure !== alert.figure)
        await this.database.execute('UPDATE alert SET figure = $2 WHERE id = $1', [alert.id, now.figure], tx);
    }
  }

  private resolve(ids: readonly string[], tx: Tx): Promise<Alert[]> {
    return this.database.rows<AlertRow>(
      `UPDATE alert SET resolved_at = now() WHERE id = ANY ($1) RETURNING ${ALERT}`,
      [ids],
      tx,
    );
  }

  private async open(conditions: readonly AlertCondition[], tx: Tx): Promise<readonly Alert[]> {
    const rows = conditions.map((one) => ({ ...one, id: newId('alt') }));
    return this.database.rows<AlertRow>(
      `INSERT INTO alert (id, workspace_id, kind, subject_type, subject_id, name, figure)
       SELECT one.id, one."workspaceId", one.kind, one."subjectType", one."subjectId", one.name, one.figure
         FROM jsonb_to_recordset($1) AS one (id text, "workspaceId" text, kind text, "subjectType" text, "subjectId" text,
                                             name text, figure bigint)
       RETURNING ${ALERT}`,
      [JSON.stringify(rows)],
      tx,
    );
  }
}

const keyOf = ({ kind, subjectId }: AlertCondition): string => `${kind} ${subjectId}`;
const keyed = <A extends AlertCondition>(alert: A): readonly [string, A] => [keyOf(alert), alert];
