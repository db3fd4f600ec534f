import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

import { JwtAuthenticator } from './jwt.authenticator.ts';

const ISSUER = 'https://login.example';
const AUDIENCE = 'audience-sync';
const CLAIMS = { workspace_id: 'wks_1', role: 'EDITOR' };

let signing: CryptoKey;
let stranger: CryptoKey;
let publicKey: string;
let jwks: object;
beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  signing = pair.privateKey;
  publicKey = await exportSPKI(pair.publicKey);
  jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] };
  stranger = (await generateKeyPair('ES256')).privateKey;
});

interface Wish {
  readonly claims?: JWTPayload;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string | number;
  readonly key?: () => CryptoKey;
  readonly subject?: string;
}

function token({
  claims = CLAIMS,
  issuer = ISSUER,
  audience = AUDIENCE,
  expires = '5m',
  key,
  subject = 'ana',
}: Wish): Promise<string> {
  const jwt = new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setSubject(subject)
    .setIssuer(issuer);
  return jwt
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign((key ?? (() => signing))());
}

const authenticator = (keys: { jwksUrl: string } | { publicKey: string } = { publicKey }): JwtAuthenticator =>
  new JwtAuthenticator({ keys, issuer: ISSUER, audience: AUDIENCE }, (id) => Promise.resolve(id === 'wks_1'));

describe('tokens of an identity provider', () => {
  it('say who asks, and until when', async () => {
    const caller = await authenticator().authenticate(await token({}));
    expect(caller).toMatchObject({ workspaceId: 'wks_1', role: 'EDITOR', keyId: 'ana' });
    expect(caller?.untilMs).toBeGreaterThan(Date.now());
  });

  it.each<[string, Wish]>([
    ['of another issuer', { issuer: 'https://elsewhere.example' }],
    ['for another audience', { audience: 'another-product' }],
    ['that has expired', { expires: Math.floor(Date.now() / 1_000) - 60 }],
    ['signed by somebody else', { key: () => stranger }],
    ['without a role', { claims: { workspace_id: 'wks_1' } }],
    ['with a role that does not exist', { claims: { workspace_id: 'wks_1', role: 'BOSS' } }],
    ['without a workspace', { claims: { role: 'ADMIN' } }],
    ['of a workspace that does not exist', { claims: { workspace_id: 'wks_2', role: 'ADMIN' } }],
  ])('are refused %s', async (_what, wish) => {
    expect(await authenticator().authenticate(await token(wish))).toBeNull();
  });

  it('are refused without a signature', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      ...CLAIMS,
      sub: 'ana',
      iss: ISSUER,
      aud: AUDIENCE,
      exp: Math.floor(Date.now() / 1_000) + 60,
    };
    expect(await authenticator().authenticate(`${part({ alg: 'none' })}.${part(claims)}.`)).toBeNull();
    expect(await authenticator().authenticate('nonsense')).toBeNull();
  });

  it.each([
    ['6f1c0b1e-3a52-4b6e-9a0e-0c5f5a0e7a11', /^6f1c0b1e-3a52-4b6e-9a0e-0c5f5a0e7a11$/],
    ['auth0|5f7c8ec7', /^auth0\|5f7c8ec7$/],
    ['ana@example.com', /^sub_[\w-]{22}$/],
    ['Ana Example', /^sub_[\w-]{22}$/],
  ])('of the subject %s are remembered as %s', async (subject, name) => {
    const caller = await authenticator().authenticate(await token({ subject }));
    expect(caller?.keyId).toMatch(name);
  });

  describe('whose keys are published', () => {
    let server: Server;
    beforeAll(async () => {
      server = createServer((_request, response) => response.end(JSON.stringify(jwks)));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => server.close());

    it('are taken', async () => {
      const { port } = server.address() as AddressInfo;
      const published = authenticator({ jwksUrl: `http://127.0.0.1:${port}/keys` });
      expect(await published.authenticate(await token({}))).toMatchObject({ keyId: 'ana' });
      expect(await published.authenticate(await token({ key: () => stranger }))).toBeNull();
    });

    it('are not judged while the keys cannot be had', async () => {
      const away = authenticator({ jwksUrl: 'http://127.0.0.1:9/keys' });
      await expect(away.authenticate(await token({}))).rejects.toMatchObject({ status: 503 });
      expect(await away.authenticate('nonsense')).toBeNull();
    });
  });
});
