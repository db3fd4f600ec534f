import { hash } from 'node:crypto';

import { detectHash } from './detect-hash.ts';
import { validateIdentifier } from './normalize.ts';

describe('detectHash', () => {
  it.each([
    ['sha256', 'SHA256'],
    ['sha1', 'SHA1'],
    ['md5', 'MD5'],
  ])('knows %s, in either case', (algorithm, name) => {
    const digest = hash(algorithm, 'ana@example.com', 'hex');
    expect([detectHash(digest), detectHash(digest.toUpperCase())]).toEqual([name, name]);
  });

  it.each([
    'ana@example.com',
    '',
    'f'.repeat(63),
    `${'f'.repeat(63)}g`,
    ` ${'f'.repeat(64)}`,
    '12345678-1234-1234-1234-123456789abc',
  ])('takes %j for what it is', (value) => {
    expect(detectHash(value)).toBeNull();
  });

  it('does not throw on what is no text', () => {
    expect(detectHash(undefined as unknown as string)).toBeNull();
  });
});

describe('validateIdentifier', () => {
  it.each([
    ['EMAIL', ' Ana@Example.com ', null],
    ['EMAIL', 'ana@example', 'MALFORMED'],
    ['IDFA', '00000000-0000-0000-0000-000000000000', 'ALL_ZERO'],
    ['MAID', 'f'.repeat(40), 'UNSUPPORTED_HASH'],
    ['EMAIL', ' ', 'EMPTY'],
  ] as const)('%s %j: %p', (kind, raw, reason) => {
    expect(validateIdentifier(kind, raw)).toBe(reason);
  });
});
