import { Clock } from '../clock.ts';
import { completeOptions, type UnknownBehaviour } from '../options.ts';
import { type IssuedTokens, TokenStore } from './token-store.ts';

const REDIRECT = 'http://localhost:3000/callback';

function storeWith(unknowns: Partial<UnknownBehaviour> = {}) {
  const clock = new Clock(() => 1_700_000_000_000);
  return { clock, store: new TokenStore(completeOptions({ unknowns }), clock) };
}

function connect(store: TokenStore, refreshable = true): IssuedTokens {
  const code = store.createCode('u1', ['ads:read'], REDIRECT);
  const tokens = store.redeemCode(code, REDIRECT, refreshable);
  if (!tokens) throw new Error('the code was refused');
  return tokens;
}

describe('TokenStore', () => {
  it('redeems a code once, for the redirect URI that it was made for', () => {
    const { store } = storeWith();
    const code = store.createCode('u1', ['ads:read', 'ads:write'], REDIRECT);
    expect(store.redeemCode(code, `${REDIRECT}/`, true)).toBeUndefined();
    expect(store.redeemCode(code, REDIRECT, true)).toMatchObject({
      token_type: 'bearer',
      expires_in: 2_592_000,
      refresh_token_expires_in: 5_184_000,
      refresh_token_expires_at: 1_700_000_000 + 5_184_000,
      scope: 'ads:read,ads:write',
    });
    expect(store.redeemCode(code, REDIRECT, true)).toBeUndefined();
  });

  it('lets a code die after ten minutes', () => {
    const { store, clock } = storeWith();
    const [early, late] = [store.createCode('u1', [], REDIRECT), store.createCode('u1', [], REDIRECT)];
    clock.advance(599_999);
    expect(store.redeemCode(early, REDIRECT, true)).toBeDefined();
    clock.advance(1);
    expect(store.redeemCode(late, REDIRECT, true)).toBeUndefined();
  });

  it('gives no refresh token when none is asked for', () => {
    expect(connect(storeWith().store, false)).not.toHaveProperty('refresh_token');
  });

  it('rotates the refresh token, and the old one dies', () => {
    const { store } = storeWith();
    const first = connect(store);
    const second = store.refresh(first.refresh_token ?? '');
    expect(second?.refresh_token).not.toBe(first.refresh_token);
    expect(store.refresh(first.refresh_token ?? '')).toBeUndefined();
    expect(store.refresh(second?.refresh_token ?? '')).toBeDefined();
  });

  it('lets the old refresh token live on when the switch says so', () => {
    const { store } = storeWith({ oldRefreshTokenSurvives: true });
    const { refresh_token: token = '' } = connect(store);
    expect(store.refresh(token)).toBeDefined();
    expect(store.refresh(token)).toBeDefined();
  });

  it('lets tokens expire', () => {
    const { store, clock } = storeWith();
    const tokens = connect(store);
    clock.advance(30 * 86_400_000);
    expect(store.findAccess(tokens.access_token)?.alive).toBe(false);
    clock.advance(30 * 86_400_000);
    expect(store.refresh(tokens.refresh_token ?? '')).toBeUndefined();
  });

  it('kills every token of a user and of nobody else', () => {
    const { store } = storeWith();
    const tokens = connect(store);
    const other = store.redeemCode(store.createCode('u2', [], REDIRECT), REDIRECT, true);
    expect(store.revokeUser('u1')).toBe(2);
    expect(store.findAccess(tokens.access_token)?.alive).toBe(false);
    expect(store.refresh(tokens.refresh_token ?? '')).toBeUndefined();
    expect(store.findAccess(other?.access_token ?? '')?.alive).toBe(true);
  });
});
