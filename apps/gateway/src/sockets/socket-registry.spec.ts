import { EventEmitter } from 'node:events';

import { type ApiKeysRepository } from '@audience-sync/persistence';
import { Registry } from 'prom-client';
import { type WebSocket } from 'ws';

import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { SocketRegistry } from './socket-registry.ts';

const CALLER = { keyId: 'key_1', workspaceId: 'wks_1', role: 'VIEWER', untilMs: null } as const;

function fakeSocket(readyState: number) {
  const socket = Object.assign(new EventEmitter(), { OPEN: 1, readyState, closed: [] as unknown[] });
  const close = (...args: unknown[]): void => {
    socket.readyState = 2;
    socket.closed.push(args);
  };
  return Object.assign(socket, { close }) as typeof socket & WebSocket;
}

describe('SocketRegistry', () => {
  const world = (keys: Partial<ApiKeysRepository> = {}) => {
    const metrics = new GatewayMetrics(new Registry());
    const registry = new SocketRegistry(keys as ApiKeysRepository, metrics, {
      SOCKETS_MAX_PER_KEY: 1,
      SOCKETS_MAX_PER_WORKSPACE: 9,
      SOCKET_MAX_OPERATIONS: 9,
    });
    registry.onModuleDestroy();
    return { registry, open: async () => (await metrics.sockets.get()).values[0]?.value };
  };

  it('closes one too many with the reason, until another has gone', async () => {
    const { registry, open } = world();
    const [first, second, third] = [fakeSocket(1), fakeSocket(1), fakeSocket(1)];
    expect([registry.add(first, CALLER), registry.add(second, CALLER)]).toEqual([true, false]);
    expect(second.closed).toEqual([[4429, 'Too many sockets with this key']]);
    first.emit('close');
    expect(registry.add(third, CALLER)).toBe(true);
    expect(await open()).toBe(1);
  });

  it('ends those whose key is dead, and nobody who comes while it asks', async () => {
    let answer: (alive: Set<string>) => void = () => undefined;
    const { registry } = world({ alive: () => new Promise((resolve) => (answer = resolve)) });
    const [dead, late] = [fakeSocket(1), fakeSocket(1)];
    registry.add(dead, CALLER);
    const checked = registry.check();
    registry.add(late, { ...CALLER, keyId: 'key_2' });
    answer(new Set());
    await checked;
    expect([dead.closed, late.closed]).toEqual([[[4403, 'Forbidden']], []]);
  });

  it('keeps nothing of one that has closed while its key was looked up', async () => {
    const { registry, open } = world();
    expect(registry.add(fakeSocket(3), CALLER)).toBe(false);
    expect(registry.add(fakeSocket(1), CALLER)).toBe(true);
    expect(await open()).toBe(1);
  });
});
