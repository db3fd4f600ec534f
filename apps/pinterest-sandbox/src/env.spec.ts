import { readEnvironment } from './env.ts';
import { DEFAULT_OPTIONS } from './options.ts';

describe('readEnvironment', () => {
  it('gives the defaults for an empty environment, and takes an empty variable for a missing one', () => {
    expect(readEnvironment({})).toEqual(DEFAULT_OPTIONS);
    expect(readEnvironment({ PORT: ' ', SANDBOX_UNLIMITED: '' })).toEqual(DEFAULT_OPTIONS);
  });

  it('reads limits, quotas and switches', () => {
    const options = readEnvironment({
      PORT: '0',
      SANDBOX_ACCESS_TIER: 'trial',
      SANDBOX_UNLIMITED: 'true',
      SANDBOX_REQUESTS_PER_SECOND: '3',
      SANDBOX_QUOTA_ADS_WRITE: '20/10',
      SANDBOX_REDIRECT_URIS: 'http://a.example/cb, http://b.example/cb',
      SANDBOX_MATCH_RATE: '0.25',
      SANDBOX_OLD_REFRESH_TOKEN_SURVIVES: '1',
      SANDBOX_DELETED_LIST_ANSWER: '400:1',
    });
    expect(options).toMatchObject({
      port: 0,
      accessTier: 'trial',
      unlimited: true,
      requestsPerSecond: 3,
      quotas: { ads_write: { requests: 20, seconds: 10 } },
      redirectUris: ['http://a.example/cb', 'http://b.example/cb'],
      matchRate: 0.25,
      unknowns: { oldRefreshTokenSurvives: true, deletedListAnswer: { status: 400, code: 1 } },
    });
  });

  it('names every mistake at once', () => {
    const bad = {
      PORT: '70000',
      SANDBOX_ACCESS_TIER: 'gold',
      SANDBOX_UNLIMITED: 'yes',
      SANDBOX_REQUESTS_PER_SECOND: '0',
      SANDBOX_QUOTA_ADS_WRITE: '400',
      SANDBOX_MATCH_RATE: '1.5',
      SANDBOX_TERMS_ANSWER: '200:1',
      SANDBOX_LATENCY_MS: '1.5',
    };
    for (const name of Object.keys(bad)) expect(() => readEnvironment(bad)).toThrow(name);
  });
});
