import {
  AdAccountsRepository,
  AudienceChangesRepository,
  AudiencesRepository,
  AuditEventsRepository,
  ConnectionsRepository,
  Database,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

/** The stored side of changes. */
@Injectable()
export class AudienceChangeParts {
  constructor(
    readonly database: Database,
    readonly audiences: AudiencesRepository,
    readonly adAccounts: AdAccountsRepository,
    readonly connections: ConnectionsRepository,
    readonly changes: AudienceChangesRepository,
    readonly audit: AuditEventsRepository,
  ) {}
}
