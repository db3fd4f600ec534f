import { HealthRegistry } from './health-registry.ts';

it('is ready when it wants work and everything it needs is up', async () => {
  const health = new HealthRegistry();
  health.register('postgres', () => Promise.resolve());
  health.register('redis', () => Promise.resolve('PONG'));
  const checks = { postgres: 'up', redis: 'up' };
  expect(await health.report()).toEqual({ ready: false, degraded: false, state: 'starting', checks });
  health.become('ready');
  expect(await health.report()).toEqual({ ready: true, degraded: false, state: 'ready', checks });
  health.become('stopping');
  expect(await health.report()).toEqual({ ready: false, degraded: false, state: 'stopping', checks });
});

it('names what is down, and recovers with it', async () => {
  const health = new HealthRegistry();
  let up = false;
  health.register('postgres', () =>
    up ? Promise.resolve() : Promise.reject(new Error('connect ECONNREFUSED')),
  );
  health.become('ready');
  expect(await health.report()).toEqual({
    ready: false,
    degraded: false,
    state: 'ready',
    checks: { postgres: 'down' },
  });
  up = true;
  expect((await health.report()).ready).toBe(true);
});

it('is degraded, and takes work all the same, while something is away that it can do without', async () => {
  const health = new HealthRegistry();
  health.register('postgres', () => Promise.resolve());
  health.register('redis', () => Promise.reject(new Error('away')), 'missed');
  health.become('ready');
  const checks = { postgres: 'up', redis: 'down' };
  expect(await health.report()).toEqual({ ready: true, degraded: true, state: 'ready', checks });
});

it('takes what does not answer, or throws, for down', async () => {
  const health = new HealthRegistry(1);
  health.register('hangs', () => new Promise(() => undefined));
  health.register('throws', () => {
    throw new Error('broken');
  });
  health.become('ready');
  expect((await health.report()).checks).toEqual({ hangs: 'down', throws: 'down' });
});

it('refuses two checks of one name', () => {
  const health = new HealthRegistry();
  health.register('redis', () => Promise.resolve());
  expect(() => health.register('redis', () => Promise.resolve())).toThrow(
    'there is a health check redis already',
  );
});
