import { type IncomingMessage } from 'node:http';

import { Authenticator } from './authenticator.port.ts';
import { type Caller } from './caller.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { FailedAttempts } from './failed-attempts.port.ts';

const CALLER: Caller = { workspaceId: 'wks_1', keyId: 'key_1', role: 'ADMIN', untilMs: null };

class OneKey extends Authenticator {
  lookUps = 0;
  isRemembered = false;

  authenticate(credential: string): Promise<Caller | null> {
    this.lookUps += 1;
    return Promise.resolve(credential === 'good' ? CALLER : null);
  }

  override remembered(credential: string): Promise<Caller | null> {
    return Promise.resolve(this.isRemembered && credential === 'good' ? CALLER : null);
  }
}

class Count extends FailedAttempts {
  readonly counted = new Map<string, number>();

  restOf(address: string): Promise<number> {
    return Promise.resolve((this.counted.get(address) ?? 0) >= 2 ? 30 : 0);
  }

  count(address: string): Promise<void> {
    this.counted.set(address, (this.counted.get(address) ?? 0) + 1);
    return Promise.resolve();
  }
}

const from = (remoteAddress: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: {} }) as unknown as IncomingMessage;

describe('Doorkeeper', () => {
  let keys: OneKey;
  let door: Doorkeeper;
  beforeEach(() => {
    keys = new OneKey();
    door = new Doorkeeper(keys, new Count(), 0);
  });
  const statusOf = (authorization: unknown, address = '192.0.2.1'): Promise<unknown> =>
    door.admit(authorization, from(address)).then(
      ({ keyId }) => keyId,
      (error: { getStatus(): number }) => error.getStatus(),
    );

  it('lets a good key in, with or without refused ones before it', async () => {
    expect(await statusOf('Bearer good')).toBe('key_1');
    expect(await statusOf('Bearer bad')).toBe(401);
    expect(await statusOf('Bearer good')).toBe('key_1');
  });

  it('makes an address wait that keeps guessing, without looking anything up, and no other', async () => {
    expect([await statusOf('Bearer bad'), await statusOf('Bearer worse')]).toEqual([401, 401]);
    const lookUps = keys.lookUps;
    expect([await statusOf('Bearer third'), await statusOf('Bearer good')]).toEqual([429, 429]);
    expect(keys.lookUps).toBe(lookUps);
    expect(await statusOf('Bearer good', '192.0.2.2')).toBe('key_1');
  });

  it('lets in who was good a moment ago, whatever a neighbour does', async () => {
    for (const key of ['bad', 'worse', 'worst']) await statusOf(`Bearer ${key}`);
    keys.isRemembered = true;
    expect(await statusOf('Bearer good')).toBe('key_1');
  });

  it.each([undefined, 'good', 'Basic good', `Bearer ${'x'.repeat(8_193)}`])(
    'takes %p for no credential, and counts nothing',
    async (authorization) => {
      for (let n = 0; n < 5; n++) expect(await statusOf(authorization)).toBe(401);
      expect(await statusOf('Bearer good')).toBe('key_1');
    },
  );

  it('takes a token of some kilobytes', async () => {
    expect(await statusOf(`Bearer ${'x'.repeat(4_000)}`)).toBe(401);
    expect(keys.lookUps).toBe(1);
  });
});
