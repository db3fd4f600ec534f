import { alertMessage } from '@audience-sync/domain';
import { type AlertDelivery } from '@audience-sync/persistence';

/** What a webhook carries: names, figures and ids, no users. */
export interface AlertPayload {
  readonly type: 'alert.opened' | 'alert.resolved' | 'alert.test';
  readonly timestamp: string;
  readonly data: Readonly<Record<string, string | number | null>>;
}

const TYPES = { OPENED: 'alert.opened', RESOLVED: 'alert.resolved', TEST: 'alert.test' } as const;

export function payloadOf({ event, alert, createdAt }: AlertDelivery): AlertPayload {
  const type = TYPES[event];
  const timestamp = createdAt.toISOString();
  if (!alert) return { type, timestamp, data: { message: 'This is a test. Nothing is wrong.' } };
  const { id, workspaceId, kind, subjectType, subjectId, name, figure, openedAt, resolvedAt } = alert;
  return {
    type,
    timestamp,
    data: {
      ...{ alertId: id, workspaceId, kind, subjectType, subjectId, name, figure },
      message: alertMessage(alert),
      openedAt: openedAt.toISOString(),
      resolvedAt: event === 'RESOLVED' ? (resolvedAt?.toISOString() ?? null) : null,
    },
  };
}

/** The same as a letter. */
export function letterOf(delivery: AlertDelivery): { readonly subject: string; readonly text: string } {
  const { alert, event } = delivery;
  if (!alert) return { subject: 'Audience Sync: a test', text: 'This is a test. Nothing is wrong.' };
  const over = event === 'RESOLVED';
  // A name may hold anything but a line break; it stands in a header.
  const subject = `Audience Sync: ${over ? 'solved: ' : ''}${alert.name}`;
  const since = `Since ${alert.openedAt.toISOString()}`;
  const until = over && alert.resolvedAt ? `, solved at ${alert.resolvedAt.toISOString()}` : '';
  return { subject, text: `${over ? 'Solved: ' : ''}${alertMessage(alert)}\n\n${since}${until}.\n` };
}
