import { type Connection } from './connection.ts';
import { expiryWarning, grantEndsAt } from './grant-expiry.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const inDays = (days: number): Date => new Date(NOW_MS + days * DAY_MS);
const ending = (part: Partial<Connection>): Connection => ({
  id: 'con_1',
  workspaceId: 'wks_1',
  pinterestUserId: '1',
  username: 'brand',
  status: 'ACTIVE',
  scopes: ['ads:read', 'ads:write', 'user_accounts:read'],
  accessExpiresAt: inDays(30),
  refreshExpiresAt: inDays(60),
  renewalRefusedAt: null,
  preflightAt: null,
  tokenVersion: 1,
  lastError: null,
  lastErrorCode: null,
  createdAt: inDays(0),
  updatedAt: inDays(0),
  ...part,
});

describe('the end of a grant', () => {
  it('is the end of its refresh token', () => {
    expect(grantEndsAt(ending({}))).toEqual(inDays(60));
  });

  it('is the end of the access token once Pinterest does not renew it any more', () => {
    expect(grantEndsAt(ending({ renewalRefusedAt: inDays(-1) }))).toEqual(inDays(30));
  });

  it('is past when somebody must connect again anyway', () => {
    expect(grantEndsAt(ending({ status: 'INVALID_TOKEN' }))).toBeNull();
    expect(grantEndsAt(ending({ status: 'DISCONNECTED' }))).toBeNull();
  });

  it.each([
    [14.01, null],
    [14, { level: 14, daysLeft: 14 }],
    [7.5, { level: 14, daysLeft: 7 }],
    [7, { level: 7, daysLeft: 7 }],
    [1, { level: 1, daysLeft: 1 }],
    [0.2, { level: 1, daysLeft: 0 }],
    [-3, { level: 1, daysLeft: 0 }],
  ])('is warned of %p days ahead', (days, warning) => {
    const refreshExpiresAt = inDays(days);
    expect(expiryWarning(ending({ refreshExpiresAt }), NOW_MS)).toEqual(
      warning && { ...warning, endsAt: refreshExpiresAt },
    );
  });

  it('is not guessed at', () => {
    expect(expiryWarning(ending({ refreshExpiresAt: null }), NOW_MS)).toBeNull();
  });
});
