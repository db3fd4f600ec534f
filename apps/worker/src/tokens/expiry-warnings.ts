import { type Connection, expiryWarning } from '@audience-sync/domain';
import { TopicBus, topics } from '@audience-sync/messaging';
import { AuditEventsRepository, ConnectionsRepository, Database } from '@audience-sync/persistence';
import { AppLogger } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import { systemEvent } from './system-event.ts';

const LOOK_AHEAD_MS = 14 * 86_400_000;

/** Warns of grants that end: 14, 7 and 1 days ahead, each once, in the log and in the audit trail. */
@Injectable()
export class ExpiryWarnings {
  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionsRepository,
    private readonly audit: AuditEventsRepository,
    private readonly bus: TopicBus,
    private readonly logger: AppLogger,
  ) {}

  /** Answers how many grants end within 14 days, warned of before or not. */
  async give(nowMs: number): Promise<number> {
    const ending = await this.connections.endingBefore(new Date(nowMs + LOOK_AHEAD_MS));
    for (const connection of ending) await this.warn(connection, nowMs);
    return ending.length;
  }

  private async warn(connection: Connection, nowMs: number): Promise<void> {
    const warning = expiryWarning(connection, nowMs);
    if (warning === null) return;
    const { level, daysLeft } = warning;
    const fresh = await this.database.transaction(async (tx) => {
      const noted = await this.connections.noteExpiryWarning(connection, level, tx);
      const event = systemEvent(connection, 'connection.expiry-warned', { daysAhead: level, daysLeft });
      if (noted) await this.audit.record(event, tx);
      return noted;
    });
    if (!fresh) return;
    this.logger.warn('a Pinterest grant ends soon: connect it again', {
      connectionId: connection.id,
      daysAhead: level,
      daysLeft,
    });
    await this.bus.publish([topics.connection(connection.id)]);
  }
}
