import { type ReasonCount } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database } from '../database.ts';

/** A user of a step who was given up. */
export interface RecentErroredUser {
  readonly externalId: string;
  readonly batchId: string;
  readonly reason: string;
  readonly erroredAtMs: number;
}

/** Users of a step who were given up, at one moment. */
export interface ErroredUsersView {
  readonly users: number;
  /** Most users first. */
  readonly reasons: readonly ReasonCount[];
  /** Those of the newest batches, the newest first. */
  readonly latest: readonly RecentErroredUser[];
}

const READ = {
  name: 'errored-users-read',
  text: `
    SELECT m.errored::float8 AS users,
      coalesce((SELECT jsonb_agg(jsonb_build_object('reason', reason, 'users', users) ORDER BY users DESC, reason)
        FROM step_reason WHERE step_id = $1 AND outcome = 'ERRORED' AND users > 0), '[]') AS reasons,
      coalesce((SELECT jsonb_agg(to_jsonb(last)) FROM (
        SELECT item.id AS "externalId", b.id AS "batchId", b.reason,
               round(extract(epoch FROM b.settled_at) * 1000)::float8 AS "erroredAtMs"
          FROM batching.batch b JOIN batching.chunk c ON c.batch_id = b.id AND c.created_at = b.created_at
          CROSS JOIN LATERAL unnest(c.ids) WITH ORDINALITY AS item (id, place)
         WHERE b.group_id = step.audience_id AND b.state = 'ERRORED' AND c.source_id = $1
         ORDER BY b.id DESC, c.chunk_no DESC, item.place DESC LIMIT $2) AS last), '[]') AS latest
      FROM step_metrics m JOIN step ON step.id = m.step_id WHERE m.step_id = $1`,
};

/** The users of a step who were given up, for screens. */
@Injectable()
export class ErroredUsersRepository {
  constructor(private readonly database: Database) {}

  /** All in one statement, and so of one moment. The caller has checked whose step it is. */
  async find(stepId: string, limit: number): Promise<ErroredUsersView> {
    const { rows } = await this.database.pool.query<ErroredUsersView>({
      ...READ,
      values: [stepId, limit],
    });
    return rows[0] ?? { users: 0, reasons: [], latest: [] };
  }
}
