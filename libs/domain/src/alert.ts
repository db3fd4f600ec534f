/**
 * - `CONNECTION_LOST`: Pinterest refuses a login;
 * - `CONNECTION_EXPIRING`: a login ends within two weeks, whatever is done but connecting again;
 * - `AUDIENCE_DELETED`: an audience that an active canvas uses, or that users still wait for, is gone at Pinterest;
 * - `TERMS_MISSING`: a selected ad account has not accepted Pinterest's terms;
 * - `ROLE_MISSING`: the login may not write audiences of a selected ad account;
 * - `ERRORED_USERS`: a step has given up more users within a day than the workspace puts up with;
 * - `BACKLOG_OLD`: users of an audience wait longer than the workspace puts up with;
 * - `THROTTLED`: Pinterest has answered 429 within a quarter of an hour.
 */
export const ALERT_KINDS = [
  'CONNECTION_LOST',
  'CONNECTION_EXPIRING',
  'AUDIENCE_DELETED',
  'TERMS_MISSING',
  'ROLE_MISSING',
  'ERRORED_USERS',
  'BACKLOG_OLD',
  'THROTTLED',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ALERT_SUBJECTS = ['CONNECTION', 'AD_ACCOUNT', 'AUDIENCE', 'STEP'] as const;
export type AlertSubject = (typeof ALERT_SUBJECTS)[number];

/** Something that is wrong now. */
export interface AlertCondition {
  readonly workspaceId: string;
  readonly kind: AlertKind;
  readonly subjectType: AlertSubject;
  readonly subjectId: string;
  /** The subject's name, for people. */
  readonly name: string;
  /** A figure of the kind: users, minutes, days. Null where there is none. */
  readonly figure: number | null;
}

/** A condition from when it was seen to when it was over. */
export interface Alert extends AlertCondition {
  readonly id: string;
  readonly openedAt: Date;
  /** Null: it is still so. */
  readonly resolvedAt: Date | null;
}

const counted = (figure: number, word: string): string => `${figure} ${word}${figure === 1 ? '' : 's'}`;

const WORDS: Readonly<Record<AlertKind, (name: string, figure: number) => string>> = {
  CONNECTION_LOST: (name) =>
    `Pinterest no longer accepts the login "${name}". Connect Pinterest again: everything that waits goes on then.`,
  CONNECTION_EXPIRING: (name, days) =>
    `The Pinterest login "${name}" ends within ${counted(days, 'day')}. Connect Pinterest again before.`,
  AUDIENCE_DELETED: (name) =>
    `The audience "${name}" was deleted at Pinterest. Users who wait for it go on when it is made there anew of the same customer list and chosen here again, ` +
    `else they are given up after 13 hours. For users who enter from now on, choose another one.`,
  TERMS_MISSING: (name) =>
    `Pinterest's terms are not accepted for the ad account "${name}". Accept them in Ads Manager.`,
  ROLE_MISSING: (name) =>
    `The login may not manage audiences of the ad account "${name}". Ask its owner for a higher role.`,
  ERRORED_USERS: (name, users) =>
    `${counted(users, 'user')} of the step "${name}" ${users === 1 ? 'was' : 'were'} given up within a day.`,
  BACKLOG_OLD: (name, minutes) =>
    `Users of the audience "${name}" have waited for ${counted(minutes, 'minute')}.`,
  THROTTLED: (name) => `Pinterest has told the login "${name}" to slow down (429).`,
};

/** What is wrong, and what to do, for people. */
export function alertMessage({
  kind,
  name,
  figure,
}: Pick<AlertCondition, 'kind' | 'name' | 'figure'>): string {
  return WORDS[kind](name, figure ?? 0);
}

/** From when on a workspace wants to hear of it. */
export interface AlertSettings {
  /** Users of a step given up within a day. */
  readonly erroredUsers: number;
  /** Minutes that users of an audience wait. */
  readonly backlogMinutes: number;
}

export const DEFAULT_ALERT_SETTINGS: AlertSettings = { erroredUsers: 100, backlogMinutes: 15 };

/** Where a workspace hears of alerts. */
export const ALERT_CHANNEL_KINDS = ['WEBHOOK', 'EMAIL'] as const;
export type AlertChannelKind = (typeof ALERT_CHANNEL_KINDS)[number];

export const ALERT_EVENTS = ['OPENED', 'RESOLVED', 'TEST'] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];
