import { type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { AnyRole, Public, Requires } from './access.decorator.ts';
import { AccessGuard } from './access.guard.ts';
import { Authenticator } from './authenticator.port.ts';
import { type Caller } from './caller.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { FailedAttempts } from './failed-attempts.port.ts';

class Doors {
  @Requires('EDITOR') edit(): void {}
  @AnyRole() look(): void {}
  @Public('a test') open(): void {}
  forgotten(): void {}
}

class OneKey extends Authenticator {
  asked = 0;

  constructor(private readonly role: Caller['role']) {
    super();
  }

  authenticate(credential: string): Promise<Caller | null> {
    this.asked += 1;
    const caller = { workspaceId: 'wks_1', keyId: 'key_1', role: this.role, untilMs: null };
    return Promise.resolve(credential === 'good' ? caller : null);
  }
}

class NobodyWaits extends FailedAttempts {
  restOf(): Promise<number> {
    return Promise.resolve(0);
  }

  count(): Promise<void> {
    return Promise.resolve();
  }
}

type Door = keyof Doors;

async function pass(door: Door, role: Caller['role'], authorization?: string): Promise<string> {
  const keys = new OneKey(role);
  const request = { headers: { authorization }, socket: { remoteAddress: '192.0.2.1' } };
  const context = {
    getHandler: () => Object.getOwnPropertyDescriptor(Doors.prototype, door)?.value as unknown,
    getClass: () => Doors,
    getType: () => 'http',
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  const guard = new AccessGuard(new Reflector(), new Doorkeeper(keys, new NobodyWaits(), 0));
  try {
    return `${await guard.canActivate(context)} ${keys.asked}`;
  } catch (error) {
    return (error as { getStatus(): number }).getStatus().toString();
  }
}

describe('AccessGuard', () => {
  it.each([
    ['edit', 'ADMIN', 'Bearer good', 'true 1'],
    ['edit', 'EDITOR', 'bearer  good', 'true 1'],
    ['edit', 'VIEWER', 'Bearer good', '403'],
    ['edit', 'INGEST', 'Bearer good', '403'],
    ['edit', 'ADMIN', 'Bearer bad', '401'],
    ['edit', 'ADMIN', 'Basic good', '401'],
    ['edit', 'ADMIN', 'good', '401'],
    ['edit', 'ADMIN', undefined, '401'],
    ['look', 'INGEST', 'Bearer good', 'true 1'],
    ['look', 'INGEST', undefined, '401'],
    ['open', 'INGEST', undefined, 'true 0'],
    ['forgotten', 'ADMIN', 'Bearer good', '403'],
  ] as const)('%s as %s with %p: %s', async (door, role, authorization, result) => {
    expect(await pass(door, role, authorization)).toBe(result);
  });
});
