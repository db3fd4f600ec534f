import { type Connection, isUsable } from './connection.ts';

/** So many days before a grant ends, somebody is warned. */
export const EXPIRY_WARNING_DAYS = [14, 7, 1] as const;
export type ExpiryWarningDays = (typeof EXPIRY_WARNING_DAYS)[number];

/** A grant that ends soon, unless its Pinterest user is connected again. */
export interface ExpiryWarning {
  /** The latest warning that is due. */
  readonly level: ExpiryWarningDays;
  /** Whole days. */
  readonly daysLeft: number;
  readonly endsAt: Date;
}

const DAY_MS = 86_400_000;

/** When a grant ends for good unless it is renewed before. Null: it has ended, or Pinterest has not said. */
export function grantEndsAt(connection: Connection): Date | null {
  if (!isUsable(connection)) return null;
  return connection.renewalRefusedAt === null ? connection.refreshExpiresAt : connection.accessExpiresAt;
}

/** The warning that is due at this moment; null while the end is more than 14 days away. */
export function expiryWarning(connection: Connection, nowMs: number): ExpiryWarning | null {
  const endsAt = grantEndsAt(connection);
  if (endsAt === null) return null;
  const leftMs = endsAt.getTime() - nowMs;
  const level = EXPIRY_WARNING_DAYS.findLast((days) => leftMs <= days * DAY_MS);
  return level === undefined ? null : { level, endsAt, daysLeft: Math.max(0, Math.floor(leftMs / DAY_MS)) };
}
