import { ApiError } from '../http/api-error.ts';
import { parseFaultRule } from './fault.ts';
import { FaultRegistry } from './fault-registry.ts';

const subject = {
  operation: 'customer_lists/update',
  userId: 'u1',
  listId: '7',
  bodyText: '{"records":"abc,def"}',
};

function firedOf(registry: FaultRegistry, count: number): boolean[] {
  return Array.from({ length: count }, () => registry.take(subject) !== undefined);
}

describe('FaultRegistry', () => {
  it.each([
    ['operation', { operation: 'customer_lists/create' }],
    ['user', { userId: 'u2' }],
    ['list', { listId: '8' }],
    ['record', { record: 'xyz' }],
  ])('leaves a request alone that differs in its %s', (_, match) => {
    const registry = new FaultRegistry();
    registry.add({ match, fault: { kind: 'reset' } });
    expect(registry.take(subject)).toBeUndefined();
  });

  it('fires when all that is asked for fits', () => {
    const registry = new FaultRegistry();
    const match = { operation: 'customer_lists/update', userId: 'u1', listId: '7', record: 'def' };
    registry.add({ match, fault: { kind: 'status', status: 400 } });
    expect(registry.take(subject)).toEqual({ kind: 'status', status: 400 });
  });

  it('fires as often as asked, and then lets the next rule have its turn', () => {
    const registry = new FaultRegistry();
    registry.add({ match: {}, fault: { kind: 'reset' }, times: 2 });
    registry.add({ match: {}, fault: { kind: 'hang' }, times: 1 });
    expect([1, 2, 3, 4].map(() => registry.take(subject)?.kind)).toEqual([
      'reset',
      'reset',
      'hang',
      undefined,
    ]);
    expect(registry.list().map(({ fired }) => fired)).toEqual([2, 1]);
  });

  it('repeats the same draws for the same seed', () => {
    const draws = (seed: number): boolean[] => {
      const registry = new FaultRegistry();
      registry.add({ match: {}, fault: { kind: 'reset' }, probability: 0.3, seed });
      return firedOf(registry, 1_000);
    };
    const fired = draws(42).filter(Boolean).length;
    expect(draws(42)).toEqual(draws(42));
    expect(draws(42)).not.toEqual(draws(43));
    expect(fired).toBeGreaterThan(240);
    expect(fired).toBeLessThan(360);
  });

  it('forgets everything when cleared', () => {
    const registry = new FaultRegistry();
    registry.add({ match: {}, fault: { kind: 'reset' } });
    registry.clear();
    expect(registry.take(subject)).toBeUndefined();
  });
});

describe('parseFaultRule', () => {
  it('takes a full rule', () => {
    const rule = {
      match: { operation: 'customer_lists/update', record: 'abc' },
      fault: { kind: 'status', status: 429, headers: { 'retry-after': '3' }, body: { code: 8 } },
      times: 3,
      probability: 0.5,
      seed: 9,
    };
    expect(parseFaultRule(rule)).toEqual(rule);
  });

  it('matches everything without a match', () => {
    expect(parseFaultRule({ fault: { kind: 'hang' } })).toEqual({ match: {}, fault: { kind: 'hang' } });
  });

  it('names every mistake at once', () => {
    const bad = {
      match: { operatoin: 'x' },
      fault: { kind: 'explode', ms: -1, status: 99, headers: { a: 1 } },
      times: 0,
      probability: 2,
      when: 'now',
    };
    const words = ['operatoin', 'kind', 'ms', 'status', 'headers', 'times', 'probability', 'when'];
    const message = messageOf(() => parseFaultRule(bad));
    for (const word of words) expect(message).toContain(word);
    expect(messageOf(() => parseFaultRule({}))).toContain('fault is a required object');
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error.message;
  }
  throw new Error('nothing was refused');
}
