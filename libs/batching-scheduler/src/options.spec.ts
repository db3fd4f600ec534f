// Real: the options. Mocked: nothing.
import { DEFAULT_OPTIONS, resolveOptions } from './options.ts';

describe('resolveOptions', () => {
  test('overlays the defaults', () => {
    expect(resolveOptions({ maxItems: 5 })).toEqual({ ...DEFAULT_OPTIONS, maxItems: 5 });
    expect(resolveOptions()).toEqual(DEFAULT_OPTIONS);
  });

  test.each([
    { maxItems: 0 },
    { leaseMs: Number.NaN },
    { flushIntervalMs: -1 },
    { bytesPerKey: -1 },
    { backoffMaxMs: 100 },
  ])('refuses %j by name', (given) => expect(() => resolveOptions(given)).toThrow(Object.keys(given)[0]));

  test('lets a weight be nothing', () => expect(resolveOptions({ bytesPerKey: 0 }).bytesPerKey).toBe(0));
});
