import { type Alert } from '@audience-sync/domain';
import { topics } from '@audience-sync/messaging';
import { AlertsRepository, AuditEventsRepository, Database } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { idPage, readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import { InputProblem, InvalidInputError } from '../graphql/user-error.object.ts';
import { LiveService } from '../live/live.service.ts';
import {
  AlertObject,
  AlertSettingsObject,
  type AlertPage,
  type UpdateAlertSettingsInput,
} from './alert.object.ts';

/** What is wrong at once at most, for a screen. */
const OPEN_SHOWN = 250;
const LIMITS = { erroredUsers: 1_000_000_000, backlogMinutes: 10_080 } as const;

/** What is wrong in a workspace, and what was. */
@Injectable()
export class AlertsService {
  constructor(
    private readonly database: Database,
    private readonly alerts: AlertsRepository,
    private readonly audit: AuditEventsRepository,
    private readonly live: LiveService,
  ) {}

  async page(workspaceId: string, openOnly: boolean, question: PageQuestion): Promise<AlertPage> {
    const request = readPage(question);
    const { items, hasMore } = await this.alerts.list(workspaceId, idPage(request), openOnly);
    return toPage({ items: items.map((alert) => new AlertObject(alert)), hasMore }, request, ({ id }) => [
      id,
    ]);
  }

  subscribe({
    workspaceId,
  }: Caller): Promise<AsyncIterableIterator<Record<'alertsChanged', readonly AlertObject[]>>> {
    return this.live.subscribe<readonly Alert[], 'alertsChanged', readonly AlertObject[]>({
      field: 'alertsChanged',
      id: workspaceId,
      read: async () => (await this.alerts.list(workspaceId, { after: null, limit: OPEN_SHOWN }, true)).items,
      topicsOf: () => [topics.alerts(workspaceId)],
      show: (open) => open.map((alert) => new AlertObject(alert)),
    });
  }

  async settings(workspaceId: string): Promise<AlertSettingsObject> {
    return new AlertSettingsObject(await this.alerts.settings(workspaceId));
  }

  async updateSettings(
    { workspaceId, keyId }: Caller,
    input: UpdateAlertSettingsInput,
  ): Promise<AlertSettingsObject | InvalidInputError> {
    const problems = (['erroredUsers', 'backlogMinutes'] as const)
      .filter((field) => input[field] != null && (input[field] < 1 || input[field] > LIMITS[field]))
      .map((field) => new InputProblem(['input', field], `It must be from 1 to ${LIMITS[field]}.`));
    if (problems.length > 0) return new InvalidInputError(problems);
    const now = await this.alerts.settings(workspaceId);
    const settings = {
      erroredUsers: input.erroredUsers ?? now.erroredUsers,
      backlogMinutes: input.backlogMinutes ?? now.backlogMinutes,
    };
    await this.database.transaction(async (tx) => {
      await this.alerts.saveSettings(workspaceId, settings, tx);
      const event = { workspaceId, actor: keyId, action: 'alert-settings.changed', detail: settings };
      await this.audit.record({ ...event, subjectType: 'workspace', subjectId: workspaceId }, tx);
    });
    return new AlertSettingsObject(settings);
  }
}
