import { type AnswerClass, type Operation } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database } from '../database.ts';

/** Batches and users. */
export interface Load {
  readonly batches: number;
  readonly users: number;
}

/** What is unsettled in an audience with one operation. */
export interface LaneActivity {
  readonly audienceId: string;
  readonly operation: Operation;
  readonly open: Load;
  readonly ready: Load;
  readonly inFlight: Load;
  readonly waiting: Load;
  /** When the oldest of it was entered. */
  readonly oldestAt: Date;
  /** Why none of it leaves until somebody acts. */
  readonly holdReason: string | null;
  /** The earliest moment at which any of it may leave, in the past if that is now; null: all of it is behind batches of the opposite operation. */
  readonly nextAt: Date | null;
  /** Until when the last of it waits for its next try; null: none does. */
  readonly waitsUntil: Date | null;
}

/** Attempts of an audience by answer. */
export interface RecentAnswers {
  readonly audienceId: string;
  readonly answer: AnswerClass;
  readonly attempts: number;
  readonly users: number;
}

const loadOf = (state: string): string => `jsonb_build_object(
           'batches', count(*) FILTER (WHERE b.state = '${state}'),
           'users', coalesce(sum(b.items) FILTER (WHERE b.state = '${state}'), 0))`;

/**
 * A batch that waits for another try was free to go before; any other lets older ones of the opposite operation go first.
 * For what may leave now, when it came: unlike now, that is the same at the next look, so nothing seems to have changed.
 */
const NEXT_AT = `CASE WHEN b.state = 'WAITING' THEN b.not_before
       WHEN b.state = 'IN_FLIGHT' OR b.opposite_no IS NULL OR b.window_no <= b.opposite_no THEN b.created_at END`;

const LANES = `
  SELECT b.group_id AS "audienceId", b.operation, min(b.created_at) AS "oldestAt",
         ${loadOf('OPEN')} AS open, ${loadOf('READY')} AS ready, ${loadOf('IN_FLIGHT')} AS "inFlight",
         ${loadOf('WAITING')} AS waiting, coalesce(f.hold_reason, g.hold_reason) AS "holdReason",
         greatest(min(${NEXT_AT}), f.not_before) AS "nextAt",
         max(b.not_before) FILTER (WHERE b.state = 'WAITING') AS "waitsUntil"
    FROM batching.ordering_group g JOIN batching.flow f ON f.id = g.flow_id
    JOIN LATERAL (
      SELECT *, CASE operation WHEN 'ADD' THEN min(window_no) FILTER (WHERE operation = 'REMOVE') OVER ()
                               ELSE min(window_no) FILTER (WHERE operation = 'ADD') OVER () END AS opposite_no
        FROM (SELECT * FROM batching.batch WHERE group_id = g.id AND state = 'OPEN' UNION ALL
              SELECT * FROM batching.batch WHERE group_id = g.id AND state IN ('READY', 'IN_FLIGHT', 'WAITING')) unsettled
      ) b ON true
   WHERE g.flow_id = $1 GROUP BY 1, 2, f.hold_reason, f.not_before, g.hold_reason ORDER BY 1, 2`;

const ANSWERS = `
  SELECT r.audience_id AS "audienceId", r.answer, sum(r.attempts)::float8 AS attempts, sum(r.users)::float8 AS users
    FROM attempt_rollup r JOIN audience a ON a.id = r.audience_id
   WHERE a.connection_id = $1 AND r.width = 1 AND r.at > now() - $2::int * interval '1 minute'
   GROUP BY 1, 2 ORDER BY 1, 2`;

/** What the batches of a connection are doing. The caller has checked whose it is. */
@Injectable()
export class ActivityRepository {
  constructor(private readonly database: Database) {}

  lanes(connectionId: string): Promise<readonly LaneActivity[]> {
    return this.database.rows<LaneActivity & Record<string, unknown>>(LANES, [connectionId]);
  }

  /** Attempts of the last minutes, by audience and answer. */
  answers(connectionId: string, minutes: number): Promise<readonly RecentAnswers[]> {
    return this.database.rows<RecentAnswers & Record<string, unknown>>(ANSWERS, [connectionId, minutes]);
  }
}
