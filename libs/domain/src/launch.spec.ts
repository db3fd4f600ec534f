import { type AdAccount } from './ad-account.ts';
import { type Audience } from './audience.ts';
import { type CanvasWithSteps } from './canvas.ts';
import { type Connection } from './connection.ts';
import { checkLaunch, type LaunchContext } from './launch.ts';
import { type AudienceSyncStep, type Step } from './step.ts';

const NOW = new Date('2026-01-01T00:00:00Z');

const connection: Connection = {
  id: 'con_1',
  workspaceId: 'wks_1',
  pinterestUserId: '1',
  username: 'brand',
  status: 'ACTIVE',
  scopes: ['ads:read', 'ads:write', 'user_accounts:read'],
  accessExpiresAt: NOW,
  refreshExpiresAt: NOW,
  renewalRefusedAt: null,
  preflightAt: null,
  tokenVersion: 1,
  lastError: null,
  lastErrorCode: null,
  createdAt: NOW,
  updatedAt: NOW,
};

const adAccount: AdAccount = {
  id: 'act_1',
  connectionId: 'con_1',
  workspaceId: 'wks_1',
  pinterestAdAccountId: '549755885175',
  name: 'Brand',
  country: 'US',
  currency: 'USD',
  permissions: ['AUDIENCE_MANAGER'],
  selected: true,
  termsAccepted: true,
  seenAt: NOW,
  missingSince: null,
  checkedAt: null,
};

const audience: Audience = {
  id: 'aud_1',
  workspaceId: 'wks_1',
  connectionId: 'con_1',
  adAccountId: 'act_1',
  name: 'VIPs',
  description: null,
  status: 'DRAFT',
  origin: 'CREATED',
  pinterestCustomerListId: null,
  pinterestAudienceId: null,
  listCreateStartedAt: null,
  size: null,
  pinterestStatus: null,
  sizeCheckedAt: null,
  linkedAt: null,
  pendingChange: null,
  problem: null,
  kind: 'CUSTOMER_LIST',
  actalike: null,
  createdAt: NOW,
  updatedAt: NOW,
};

const sync: AudienceSyncStep = {
  id: 'stp_1',
  canvasId: 'can_1',
  workspaceId: 'wks_1',
  position: 0,
  name: 'Add VIPs',
  kind: 'AUDIENCE_SYNC',
  connectionId: 'con_1',
  adAccountId: 'act_1',
  audienceId: 'aud_1',
  operation: 'ADD',
  matchFields: ['EMAIL'],
};

const external: Step = {
  ...{ id: 'stp_9', canvasId: 'can_1', workspaceId: 'wks_1' },
  position: 1,
  name: 'Mail',
  kind: 'EXTERNAL',
  queue: null,
};

function problems(steps: readonly Step[], context: Partial<LaunchContext> = {}) {
  const canvas: CanvasWithSteps = {
    ...{ id: 'can_1', workspaceId: 'wks_1', name: 'Welcome', status: 'DRAFT', version: 1 },
    ...{ createdAt: NOW, updatedAt: NOW, launchedAt: null, steps },
  };
  return checkLaunch(canvas, {
    connections: [connection],
    adAccounts: [adAccount],
    audiences: [audience],
    ...context,
  });
}

const codes = (...args: Parameters<typeof problems>) => problems(...args).map((problem) => problem.code);

it('lets a canvas go of which everything is chosen and works', () => {
  expect(problems([sync, external])).toEqual([]);
  expect(problems([sync], { audiences: [{ ...audience, status: 'READY' }] })).toEqual([]);
  expect(problems([sync], { connections: [{ ...connection, status: 'REFRESHING' }] })).toEqual([]);
});

it('wants a step that syncs', () => {
  const none = { code: 'NO_STEPS', stepId: null, message: 'The canvas has no audience sync step.' };
  expect(problems([])).toEqual([none]);
  expect(problems([external])).toEqual([none]);
});

it('reports everything at once, each problem with its step', () => {
  const blank = {
    ...sync,
    id: 'stp_2',
    name: 'New step',
    connectionId: null,
    adAccountId: null,
    audienceId: null,
    matchFields: [],
  };
  expect(problems([{ ...sync, matchFields: [] }, blank])).toEqual([
    {
      code: 'MATCH_FIELDS_MISSING',
      stepId: 'stp_1',
      message: 'Step "Add VIPs": Choose at least one field to match users by.',
    },
    {
      code: 'CONNECTION_MISSING',
      stepId: 'stp_2',
      message: 'Step "New step": Choose a Pinterest connection.',
    },
    {
      code: 'AD_ACCOUNT_MISSING',
      stepId: 'stp_2',
      message: 'Step "New step": Choose an ad account of this connection.',
    },
    {
      code: 'AUDIENCE_MISSING',
      stepId: 'stp_2',
      message: 'Step "New step": Choose an audience, or name a new one.',
    },
    {
      code: 'MATCH_FIELDS_MISSING',
      stepId: 'stp_2',
      message: 'Step "New step": Choose at least one field to match users by.',
    },
  ]);
});

it.each(['INVALID_TOKEN', 'DISCONNECTED'] as const)('wants a connection that is alive, not %s', (status) => {
  expect(codes([sync], { connections: [{ ...connection, status }] })).toEqual(['CONNECTION_INVALID']);
});

it('wants every scope that syncing needs', () => {
  expect(
    codes([sync], { connections: [{ ...connection, scopes: ['ads:read', 'user_accounts:read'] }] }),
  ).toEqual(['SCOPE_MISSING']);
});

it('wants an ad account of this connection that is selected, with a sufficient role and accepted terms', () => {
  expect(codes([sync], { adAccounts: [{ ...adAccount, connectionId: 'con_2' }] })).toEqual([
    'AD_ACCOUNT_MISSING',
  ]);
  const weak = { ...adAccount, selected: false, permissions: ['ANALYST'], termsAccepted: null };
  expect(codes([sync], { adAccounts: [weak] })).toEqual([
    'AD_ACCOUNT_NOT_SELECTED',
    'ROLE_INSUFFICIENT',
    'TERMS_NOT_ACCEPTED',
  ]);
  expect(codes([sync], { adAccounts: [{ ...adAccount, termsAccepted: false }] })).toEqual([
    'TERMS_NOT_ACCEPTED',
  ]);
  expect(codes([sync], { adAccounts: [{ ...adAccount, missingSince: NOW }] })).toEqual(['AD_ACCOUNT_GONE']);
  for (const role of ['OWNER', 'ADMIN'])
    expect(codes([sync], { adAccounts: [{ ...adAccount, permissions: ['ANALYST', role] }] })).toEqual([]);
});

it('wants an audience of this ad account that is still there', () => {
  expect(codes([sync], { audiences: [] })).toEqual(['AUDIENCE_MISSING']);
  expect(codes([sync], { audiences: [{ ...audience, status: 'DELETED' }] })).toEqual(['AUDIENCE_DELETED']);
  expect(codes([sync], { audiences: [{ ...audience, status: 'ARCHIVED' }] })).toEqual(['AUDIENCE_ARCHIVED']);
  expect(codes([sync], { audiences: [{ ...audience, adAccountId: 'act_2' }] })).toEqual([
    'AUDIENCE_ELSEWHERE',
  ]);
});

it('lets one step remove from an audience that another one creates', () => {
  expect(problems([sync, { ...sync, id: 'stp_2', position: 1, operation: 'REMOVE' }])).toEqual([]);
});
