import { type Role } from '@audience-sync/domain';

/** Who is asking, for one workspace. */
export interface Caller {
  readonly workspaceId: string;
  readonly role: Role;
  /** The API key's id, or the subject of a token. */
  readonly keyId: string;
  /** When a token ends (ms since 1970). Null: an API key, which is good until it is revoked or expires. */
  readonly untilMs: number | null;
}

/** ADMIN may do everything; EDITOR everything a VIEWER may, and change things; INGEST only enters users. */
const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  ADMIN: ['ADMIN', 'EDITOR', 'VIEWER', 'INGEST'],
  EDITOR: ['EDITOR', 'VIEWER'],
  VIEWER: ['VIEWER'],
  INGEST: ['INGEST'],
};

/** Whether a caller with `role` may do what needs `needed`. */
export function mayAct(role: Role, needed: Role): boolean {
  return INCLUDES[role].includes(needed);
}
