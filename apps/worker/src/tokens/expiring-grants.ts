import { Database } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

/** A connection whose grant ends soon: nothing but a person's new connection saves it then. */
export interface EndingGrant {
  readonly connectionId: string;
  readonly daysLeft: number;
}

const WARN_DAYS = 14;

/** What time does to the stored tokens. Times are the database's clock. */
@Injectable()
export class ExpiringGrants {
  constructor(private readonly database: Database) {}

  /** Access tokens past two thirds of their life, soonest end first: early enough to try for days. */
  async dueTokens(limit: number): Promise<readonly string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM connection
        WHERE status IN ('ACTIVE', 'REFRESHING') AND refresh_token_cipher IS NOT NULL
          AND now() >= updated_at + (access_expires_at - updated_at) * 2 / 3
        ORDER BY access_expires_at LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  async endingGrants(): Promise<readonly EndingGrant[]> {
    return this.database.rows<EndingGrant & Record<string, unknown>>(
      `SELECT id AS "connectionId",
              greatest(0, floor(extract(epoch FROM refresh_expires_at - now()) / 86400))::int AS "daysLeft"
         FROM connection
        WHERE status IN ('ACTIVE', 'REFRESHING') AND refresh_expires_at < now() + make_interval(days => $1)
        ORDER BY refresh_expires_at`,
      [WARN_DAYS],
    );
  }
}
