import { EnvError, readEnv } from '@audience-sync/platform';
import { documentedSettings, settingAsWritten } from '@audience-sync/test-kit';
import { workerEnv } from './env.ts';

const LEAST = {
  DATABASE_URL: 'postgres://localhost/audience',
  REDIS_URL: 'redis://localhost:6379',
  PINTEREST_CLIENT_ID: 'app',
  PINTEREST_CLIENT_SECRET: 'fake-secret',
  TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
};

const mistakesOf = (source: NodeJS.ProcessEnv) => {
  try {
    readEnv(workerEnv, source);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.mistakes;
    throw error;
  }
};

describe('the environment of a worker', () => {
  it('stands in the guide for operators, every variable with its default', () => {
    const settings: Readonly<Record<string, unknown>> = readEnv(workerEnv, LEAST);
    const names = Object.keys(workerEnv.shape);
    const written = names.map((name) => [
      name,
      name in LEAST ? 'required' : settingAsWritten(settings[name]),
    ]);
    expect(documentedSettings('worker')).toEqual(Object.fromEntries(written));
  });

  it('needs the two stores, the app and the keys; the rest has the documented defaults', () => {
    expect(readEnv(workerEnv, LEAST)).toMatchObject({
      SYNC_FLUSH_INTERVAL_MS: 5_000,
      SYNC_MAX_USERS_PER_REQUEST: 1_900,
      SYNC_REQUESTS_PER_SECOND: 7,
      SYNC_RETRY_WINDOW_MS: 46_800_000,
      SYNC_UNLIMITED: false,
    });
  });

  it('names every mistake at once', () => {
    const mistakes = mistakesOf({
      ...LEAST,
      DATABASE_URL: 'nonsense',
      SYNC_REQUESTS_PER_SECOND: '7.5',
      PORT: '99999',
    });
    expect(mistakes).toHaveLength(3);
    expect(mistakes.join()).toMatch(/DATABASE_URL.*SYNC_REQUESTS_PER_SECOND.*PORT/s);
  });

  it('refuses to wait longer for what was not answered than a lease is', () => {
    expect(mistakesOf({ ...LEAST, SYNC_UNANSWERED_WAIT_MS: '47000' })).toEqual([
      expect.stringContaining('SYNC_UNANSWERED_WAIT_MS'),
    ]);
  });

  it('refuses a lease that a slow request could outlive', () => {
    expect(mistakesOf({ ...LEAST, SYNC_LEASE_MS: '25000' })[0]).toContain('SYNC_LEASE_MS');
  });
});
