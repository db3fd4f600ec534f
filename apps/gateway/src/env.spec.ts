import { EnvError, readEnv } from '@audience-sync/platform';
import { documentedSettings, settingAsWritten } from '@audience-sync/test-kit';

import { gatewayEnv } from './env.ts';

const LEAST = {
  DATABASE_URL: 'postgres://localhost/audience',
  REDIS_URL: 'redis://localhost:6379',
  PUBLIC_URL: 'https://sync.example/',
  PINTEREST_CLIENT_ID: 'app',
  PINTEREST_CLIENT_SECRET: 'fake-secret',
  TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
};

const mistakesOf = (source: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readEnv(gatewayEnv, source);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.mistakes;
    throw error;
  }
};

describe('the environment of a gateway', () => {
  it('stands in the guide for operators, every variable with its default', () => {
    const settings: Readonly<Record<string, unknown>> = readEnv(gatewayEnv, LEAST);
    const names = Object.keys(gatewayEnv.shape);
    const written = names.map((name) => [
      name,
      name in LEAST ? 'required' : settingAsWritten(settings[name]),
    ]);
    expect(documentedSettings('gateway')).toEqual(Object.fromEntries(written));
  });

  it('needs little, and has defaults for the rest', () => {
    expect(readEnv(gatewayEnv, LEAST)).toMatchObject({
      PORT: 3_000,
      PUBLIC_URL: 'https://sync.example',
      CORS_ORIGINS: [],
      CONNECT_RETURN_URLS: [],
      GRAPHQL_MAX_BODY_BYTES: 8_000_000,
    });
  });

  it('reads lists of addresses', () => {
    const { CORS_ORIGINS } = readEnv(gatewayEnv, {
      ...LEAST,
      CORS_ORIGINS: 'https://a.example, https://b.example/',
    });
    expect(CORS_ORIGINS).toEqual(['https://a.example', 'https://b.example']);
  });

  it.each([
    [{ CORS_ORIGINS: 'a.example' }, ['CORS_ORIGINS']],
    [{ JWT_JWKS_URL: 'https://login.example/keys' }, ['JWT_ISSUER', 'JWT_AUDIENCE']],
    [{ JWT_ISSUER: 'login' }, ['JWT_ISSUER']],
    [
      {
        JWT_JWKS_URL: 'https://login.example/keys',
        JWT_PUBLIC_KEY: 'pem',
        JWT_ISSUER: 'i',
        JWT_AUDIENCE: 'a',
      },
      ['JWT_PUBLIC_KEY'],
    ],
    [{ PORT: '99999', DATABASE_URL: 'x' }, ['DATABASE_URL', 'PORT']],
  ])('finds every mistake of %j', (more, names) => {
    expect(mistakesOf({ ...LEAST, ...more }).map((mistake) => mistake.split(':')[0])).toEqual(names);
  });
});
