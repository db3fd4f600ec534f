import {
  AUDIENCE_ORIGINS,
  AUDIENCE_STATUSES,
  CANVAS_STATUSES,
  CONNECTION_STATUSES,
  LAUNCH_PROBLEM_CODES,
  MATCH_FIELDS,
  OPERATIONS,
  ROLES,
  type AudienceOrigin,
  type AudienceStatus,
  type CanvasStatus,
  type ConnectionStatus,
  type LaunchProblemCode,
  type MatchField,
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
    DELETED: 'It was deleted at Pinterest. Steps that use it need another one.',
    ARCHIVED: 'It was put away here.',
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
    MATCH_FIELDS_MISSING: 'The step has no match field.',
  },
});
