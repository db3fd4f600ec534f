import { callbackPage, returnAddress } from './callback-page.ts';
import { type CallbackOutcome } from './callback-outcome.ts';
import { mayReturnTo } from './oauth-start.service.ts';

const begunBy = (returnTo: string | null) => ({ workspaceId: 'wks_1', caller: 'key_1', returnTo });
const connected = (returnTo: string | null): CallbackOutcome => ({
  kind: 'connected',
  begunBy: begunBy(returnTo),
  connectionId: 'con_1',
  username: '<img src=x onerror=alert(1)>',
  adAccounts: 3,
  reconnected: false,
  missingScopes: ['ads:write'],
});

describe('the page after Pinterest', () => {
  it('says who is connected, what it reaches and what is missing; nothing of it runs', () => {
    const page = callbackPage(connected(null));
    expect(page).toContain('Connected as &lt;img src=x');
    expect(page).toContain('reaches: 3');
    expect(page).toContain('needed for syncing: ads:write');
    expect(page).not.toMatch(/<img|<script/);
  });

  it('returns with the connection, or with what went wrong', () => {
    expect(returnAddress(connected('https://app.example/p?a=1'))).toBe(
      'https://app.example/p?a=1&connection=con_1',
    );
    const failed: CallbackOutcome = {
      kind: 'failed',
      begunBy: begunBy('https://app.example/p'),
      status: 400,
      error: 'access_denied',
      message: 'No.',
    };
    expect(returnAddress(failed)).toBe('https://app.example/p?error=access_denied');
    expect(returnAddress({ ...failed, begunBy: null })).toBeNull();
  });
});

describe('where a browser may be sent', () => {
  it.each([
    ['https://app.example/p', true],
    ['https://app.example/p/deeper?x=1', true],
    ['https://app.example/private', false],
    ['https://app.example/', false],
    ['https://app.example.evil.example/p', false],
    ['https://evil.example@app.example/p', false],
    ['https://app.example:8443/p', false],
    ['http://app.example/p', false],
    ['//app.example/p', false],
    ['javascript:alert(1)', false],
    ['https://app.example/p/../q', false],
  ])('%s: %p', (address, allowed) => {
    expect(mayReturnTo(address, ['https://app.example/p'])).toBe(allowed);
  });

  it('nowhere when nothing is configured', () => {
    expect(mayReturnTo('https://app.example/', [])).toBe(false);
  });
});
