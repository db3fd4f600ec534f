import {
  AUDIENCE_CHANGE_KINDS,
  AUDIENCE_KINDS,
  AUDIENCE_ORIGINS,
  AUDIENCE_REACH_STATES,
  AUDIENCE_STATUSES,
  CANVAS_STATUSES,
  CONNECTION_STATUSES,
  LAUNCH_PROBLEM_CODES,
  LAUNCH_WARNING_CODES,
  MATCH_FIELDS,
  NOT_SYNCED_REASONS,
  OPERATIONS,
  ROLES,
  type AudienceChangeKind,
  type AudienceKind,
  type AudienceOrigin,
  type AudienceReachState,
  type AudienceStatus,
  type CanvasStatus,
  type ConnectionStatus,
  type LaunchProblemCode,
  type LaunchWarningCode,
  type MatchField,
  type NotSyncedReason,
  type Operation,
  type Role,
} from '@audience-sync/domain';
import { registerEnumType } from '@nestjs/graphql';

interface Words<T extends string> {
  readonly name: string;
  readonly description: string;
  /** What each value means; the compiler sees to it that none is missing. */
  readonly values: Readonly<Record<T, string>>;
}

/** Makes a GraphQL enum of the words of the domain. */
export function enumOf<T extends string>(values: readonly T[], words: Words<T>): Record<T, T> {
  const ref = Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;
  const valuesMap: Partial<Record<T, { description: string }>> = {};
  for (const value of values) valuesMap[value] = { description: words.values[value] };
  registerEnumType(ref, { name: words.name, description: words.description, valuesMap });
  return ref;
}

export const ConnectionStatusEnum = enumOf<ConnectionStatus>(CONNECTION_STATUSES, {
  name: 'PinterestConnectionStatus',
  description: 'How a Pinterest connection is doing.',
  values: {
    ACTIVE: 'It works.',
    REFRESHING: 'New tokens are being fetched; it works.',
    INVALID_TOKEN: 'Pinterest refuses its tokens. Connecting again resumes everything.',
    DISCONNECTED: 'Somebody disconnected it; its tokens are deleted.',
  },
});

export const AudienceStatusEnum = enumOf<AudienceStatus>(AUDIENCE_STATUSES, {
  name: 'AudienceStatus',
  description: 'Where an audience is in its life.',
  values: {
    DRAFT: 'It exists here; the first delivery creates it at Pinterest.',
    CREATING: 'Its first delivery is creating it at Pinterest.',
    READY: 'It exists at Pinterest. Sizes show from about 100 matched users, 24 to 48 hours later.',
    DELETED:
      'It was deleted at Pinterest. Steps need another one for users to come; users who wait for it go on only when it is made there anew of the same customer list and chosen here again.',
    ARCHIVED: 'It was put away here.',
  },
});

export const AudienceKindEnum = enumOf<AudienceKind>(AUDIENCE_KINDS, {
  name: 'AudienceKind',
  description: 'How an audience gets its users.',
  values: {
    CUSTOMER_LIST: 'Steps put them into it and take them out of it.',
    ACTALIKE: 'Pinterest fills it with people who resemble another audience.',
  },
});

export const AudienceChangeKindEnum = enumOf<AudienceChangeKind>(AUDIENCE_CHANGE_KINDS, {
  name: 'AudienceChangeKind',
  description: 'What is being done to an audience at Pinterest.',
  values: {
    CREATE: 'It is being created.',
    UPDATE: 'It is being given another name or description.',
    REMOVE: 'It is being removed.',
  },
});

export const AudienceReachStateEnum = enumOf<AudienceReachState>(AUDIENCE_REACH_STATES, {
  name: 'AudienceReachState',
  description: 'What the size of an audience means.',
  values: {
    NOT_AT_PINTEREST: 'It does not exist at Pinterest yet, or any more.',
    COUNTING: 'Pinterest has not counted it yet; that takes 24 to 48 hours.',
    TOO_SMALL: 'Fewer than about 100 users matched: no ad can use it, and no size is shown.',
    SHOWN: 'The size is what Pinterest says.',
  },
});

export const NotSyncedReasonEnum = enumOf<NotSyncedReason>(NOT_SYNCED_REASONS, {
  name: 'NotSyncedReason',
  description: 'Why a user of a step cannot be synced.',
  values: {
    NO_MATCH_FIELD: 'The user has no value for any match field of the step.',
    EMPTY: 'The value is empty.',
    TOO_LONG: 'The value is too long.',
    MALFORMED: 'The value is no e-mail address, or no advertising id.',
    ALL_ZERO: 'The advertising id is all zeros: its owner does not want to be tracked.',
    UNSUPPORTED_HASH: 'The value is hashed, and not with SHA-256.',
  },
});

export const LaunchWarningCodeEnum = enumOf<LaunchWarningCode>(LAUNCH_WARNING_CODES, {
  name: 'LaunchWarningCode',
  description: 'What a marketer should know before a launch.',
  values: {
    TOO_FEW_USERS: 'By the last dry run too few users would ever match.',
    AUDIENCE_TOO_SMALL: 'Pinterest calls the audience too small.',
    NOTHING_ADDED: 'It removes from a draft that no step adds to.',
  },
});

export const AudienceOriginEnum = enumOf<AudienceOrigin>(AUDIENCE_ORIGINS, {
  name: 'AudienceOrigin',
  description: 'Where an audience comes from.',
  values: { CREATED: 'It was created here.', EXISTING: 'It existed at Pinterest and was chosen here.' },
});

export const CanvasStatusEnum = enumOf<CanvasStatus>(CANVAS_STATUSES, {
  name: 'CanvasStatus',
  description: 'Whether users can enter the steps of a canvas.',
  values: {
    DRAFT: 'Being built; no users yet.',
    ACTIVE: 'Launched: users can enter.',
    STOPPED: 'No more users enter; those who entered are still synced.',
    ARCHIVED: 'Put away; it can be restored.',
  },
});

export const OperationEnum = enumOf<Operation>(OPERATIONS, {
  name: 'SyncOperation',
  description: 'What a step does with its users in the audience.',
  values: { ADD: 'Puts them into the audience.', REMOVE: 'Takes them out of the audience.' },
});

export const MatchFieldEnum = enumOf<MatchField>(MATCH_FIELDS, {
  name: 'MatchField',
  description: 'What Pinterest matches users by.',
  values: { EMAIL: 'E-mail address.', IDFA: "Apple's advertising id.", MAID: "Android's advertising id." },
});

export const RoleEnum = enumOf<Role>(ROLES, {
  name: 'Role',
  description: 'What an API key may do.',
  values: {
    ADMIN: 'Everything, connections and keys included.',
    EDITOR: 'Sees everything, builds and launches canvases.',
    VIEWER: 'Sees everything, changes nothing.',
    INGEST: 'Only enters users into steps.',
  },
});

export const LaunchProblemCodeEnum = enumOf<LaunchProblemCode>(LAUNCH_PROBLEM_CODES, {
  name: 'LaunchProblemCode',
  description: 'Why a canvas cannot be launched.',
  values: {
    NO_STEPS: 'The canvas has no audience sync step.',
    CONNECTION_MISSING: 'The step has no Pinterest connection.',
    CONNECTION_INVALID: 'The connection must be connected again.',
    SCOPE_MISSING: 'The connection was granted less than syncing needs.',
    AD_ACCOUNT_MISSING: 'The step has no ad account of its connection.',
    AD_ACCOUNT_NOT_SELECTED: 'The ad account is not selected for syncing.',
    AD_ACCOUNT_GONE: 'Pinterest lists the ad account no more: it was closed, or the user lost access.',
    ROLE_INSUFFICIENT: 'The Pinterest user may not manage audiences in the ad account.',
    TERMS_NOT_ACCEPTED: "Pinterest's terms are not accepted for the ad account.",
    AUDIENCE_MISSING: 'The step has no audience.',
    AUDIENCE_DELETED: 'The audience was deleted at Pinterest.',
    AUDIENCE_ARCHIVED: 'The audience is archived.',
    AUDIENCE_ELSEWHERE: 'The audience belongs to another ad account.',
    AUDIENCE_NOT_WRITABLE: 'Users cannot be written to an Actalike audience.',
    AUDIENCE_REFUSED: 'Pinterest refused to create the audience.',
    AD_ACCOUNT_REFUSES: 'Pinterest refused writes to the ad account.',
    MATCH_FIELDS_MISSING: 'The step has no match field.',
  },
});
