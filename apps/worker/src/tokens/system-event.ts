import { type Connection } from '@audience-sync/domain';
import { type NewAuditEvent } from '@audience-sync/persistence';

/** What the product itself has done to, or seen of, a connection. */
export function systemEvent(
  { workspaceId, id }: Pick<Connection, 'workspaceId' | 'id'>,
  action: string,
  detail: NewAuditEvent['detail'] = {},
): NewAuditEvent {
  return { workspaceId, actor: 'system', action, subjectType: 'connection', subjectId: id, detail };
}
