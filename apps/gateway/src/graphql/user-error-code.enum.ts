import { registerEnumType } from '@nestjs/graphql';

/** What went wrong, in a word that programs can branch on. */
export enum UserErrorCode {
  NOT_FOUND = 'NOT_FOUND',
  INVALID_INPUT = 'INVALID_INPUT',
  STALE_VERSION = 'STALE_VERSION',
  CANVAS_NOT_EDITABLE = 'CANVAS_NOT_EDITABLE',
  LAUNCH_BLOCKED = 'LAUNCH_BLOCKED',
  CANVAS_NOT_ACTIVE = 'CANVAS_NOT_ACTIVE',
  STEP_NOT_SYNCABLE = 'STEP_NOT_SYNCABLE',
  IDEMPOTENCY_KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED',
  CONNECTION_UNUSABLE = 'CONNECTION_UNUSABLE',
  PINTEREST_UNAVAILABLE = 'PINTEREST_UNAVAILABLE',
  AUDIENCE_NAME_TAKEN = 'AUDIENCE_NAME_TAKEN',
  AUDIENCE_IN_USE = 'AUDIENCE_IN_USE',
  AUDIENCE_NOT_CHANGEABLE = 'AUDIENCE_NOT_CHANGEABLE',
}

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'What went wrong, in a word that programs can branch on.',
  valuesMap: {
    NOT_FOUND: { description: 'Nothing with that id exists in this workspace.' },
    INVALID_INPUT: { description: 'A value is missing, too long, or of the wrong kind.' },
    STALE_VERSION: { description: 'Somebody else changed the canvas since it was read.' },
    CANVAS_NOT_EDITABLE: { description: 'The canvas is in a state in which this may not change.' },
    LAUNCH_BLOCKED: { description: 'The canvas has problems that must be solved before launch.' },
    CANVAS_NOT_ACTIVE: { description: 'Users can enter only the steps of an active canvas.' },
    STEP_NOT_SYNCABLE: { description: 'Users can enter only audience sync steps.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'This idempotency key was used before, with another body.' },
    CONNECTION_UNUSABLE: { description: 'The Pinterest connection must be connected again first.' },
    PINTEREST_UNAVAILABLE: { description: 'Pinterest did not answer as needed; trying again later helps.' },
    AUDIENCE_NAME_TAKEN: { description: 'The ad account has an audience of this name already.' },
    AUDIENCE_IN_USE: { description: 'Active canvases use the audience, or users are still on their way.' },
    AUDIENCE_NOT_CHANGEABLE: {
      description: 'The audience is in a state in which this cannot be done to it.',
    },
  },
});
