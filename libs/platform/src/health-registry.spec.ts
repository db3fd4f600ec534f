import { HealthRegistry } from './health-registry.ts';

it('is ready when it wants work and everything it needs is up', async () => {
  const health = new HealthRegistry();
  health.register('postgres', () => Promise.resolve());
  health.register('redis', () => Promise.resolve('PONG'));
  const checks = { postgres: 'up', redis: 'up' };
  expect(await health.report()).toEqual({ ready: false, state: 'starting', checks });
  health.become('ready');
  expect(await health.report()).toEqual({ ready: true, state: 'ready', checks });
  health.become('stopping');
  expect(await health.report()).toEqual({ ready: false, state: 'stopping', checks });
});

it('names what is down, and recovers with it', async () => {
  const health = new HealthRegistry();
  let up = false;
  health.register('postgres', () =>
    up ? Promise.resolve() : Promise.reject(new Error('connect ECONNREFUSED')),
  );
  health.become('ready');
  expect(await health.report()).toEqual({ ready: false, state: 'ready', checks: { postgres: 'down' } });
  up = true;
  expect((await health.report()).ready).toBe(true);
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
