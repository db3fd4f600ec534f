/** Why nothing of a connection (the first two) or of an audience (the others) leaves until somebody acts. */
export const HOLD_REASONS = {
  token: 'INVALID_TOKEN',
  disconnected: 'DISCONNECTED',
  adAccountOff: 'AD_ACCOUNT_DESELECTED',
  permission: 'PERMISSION_MISSING',
  audienceGone: 'AUDIENCE_DELETED',
  audienceRefused: 'AUDIENCE_REFUSED',
} as const;

export type HoldReason = (typeof HOLD_REASONS)[keyof typeof HOLD_REASONS];
