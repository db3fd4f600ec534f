import { completeOptions } from '../options.ts';
import { readConsentRequest } from './consent-request.ts';

const GOOD = {
  client_id: 'sandbox-client-id',
  redirect_uri: 'http://localhost:3000/callback?workspace=1',
  response_type: 'code',
  scope: 'ads:read,ads:write',
  state: 'a b',
};
const read = (query: Record<string, string>, redirectUris: string[] = []) =>
  readConsentRequest(new URLSearchParams(query), completeOptions({ redirectUris }));

describe('readConsentRequest', () => {
  it('reads client_id, or consumer_id as the quickstart sends it, and scopes in either notation', () => {
    const { client_id: id, ...rest } = GOOD;
    const request = { redirectUri: GOOD.redirect_uri, scopes: ['ads:read', 'ads:write'], state: 'a b' };
    expect(read(GOOD)).toEqual({ request });
    expect(read({ ...rest, consumer_id: id, scope: 'ads:read ads:write ads:read' })).toEqual({ request });
  });

  it.each([
    ['an unknown client', { ...GOOD, client_id: 'someone-else' }],
    ['a redirect URI that is no address', { ...GOOD, redirect_uri: 'callback' }],
    ['a redirect URI that runs script', { ...GOOD, redirect_uri: 'javascript:alert(1)' }],
  ])('shows %s to the person and sends nobody anywhere', (_, query) => {
    expect(read(query)).toMatchObject({ problem: { kind: 'show' } });
  });

  it('allows registered redirect URIs only, exactly, when there are any', () => {
    expect(read(GOOD, [GOOD.redirect_uri])).toHaveProperty('request');
    expect(read(GOOD, ['http://localhost:3000/callback'])).toMatchObject({ problem: { kind: 'show' } });
  });

  it.each([
    ['response_type', { ...GOOD, response_type: 'token' }, 'unsupported_response_type'],
    ['scope', { ...GOOD, scope: 'ads:read,world:rule' }, 'invalid_scope'],
    ['scope', { ...GOOD, scope: '' }, 'invalid_scope'],
  ])('sends a bad %s back to the app with the state', (_, query, error) => {
    const answer = read(query);
    if (!('problem' in answer) || answer.problem.kind !== 'redirect') throw new Error('expected a redirect');
    const to = new URL(answer.problem.to).searchParams;
    expect([to.get('error'), to.get('state'), to.get('workspace')]).toEqual([error, 'a b', '1']);
  });
});
