import { createHash } from 'node:crypto';
import { hashIdentifier, hashIdentifierInto } from './hash.ts';
import { type MatchField } from './identifier.ts';
import { normalizeIdentifier } from './normalize.ts';
import { recordsFromDigests } from './records.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe('hashIdentifier', () => {
  it('hashes the normalised value', () => {
    expect(hashIdentifier('EMAIL', '\tAna.Silva@Example.COM ')).toEqual({
      ok: true,
      hash: sha256('ana.silva@example.com'),
      alreadyHashed: false,
    });
  });

  it('keeps what is hashed already', () => {
    const hash = sha256('ana@example.com');
    expect(hashIdentifier('EMAIL', ` ${hash.toUpperCase()} `)).toEqual({
      ok: true,
      hash,
      alreadyHashed: true,
    });
  });
});

describe('hashIdentifierInto', () => {
  it.each<[MatchField, string]>([
    ['EMAIL', 'ana@example.com'],
    ['EMAIL', 'jürgen@müller.example'],
    ['EMAIL', sha256('ana@example.com').toUpperCase()],
    ['IDFA', '6d92078a-8246-4ba4-ae5b-76104861e7dc'],
    ['MAID', '6D92078A-8246-4BA4-AE5B-76104861E7DC'],
  ])('writes the bytes of the digest that hashIdentifier gives: %s %s', (kind, raw) => {
    const target = new Uint8Array(40).fill(7);
    expect(hashIdentifierInto(kind, raw, target, 4)).toBeNull();
    const expected = hashIdentifier(kind, raw);
    expect(Buffer.from(target.subarray(4, 36)).toString('hex')).toBe(expected.ok && expected.hash);
    expect([...target.subarray(0, 4), ...target.subarray(36)]).toEqual(Array(8).fill(7));
  });

  it('leaves the target alone when the value is refused', () => {
    const target = new Uint8Array(32).fill(7);
    expect(hashIdentifierInto('EMAIL', 'ana at example.com', target, 0)).toBe('MALFORMED');
    expect([...target]).toEqual(Array(32).fill(7));
  });

  it.each([-1, 1, 33, Number.NaN])('refuses an offset where the digest does not fit: %s', (offset) => {
    expect(() => hashIdentifierInto('EMAIL', 'ana@example.com', new Uint8Array(32), offset)).toThrow(
      RangeError,
    );
  });
});

describe('recordsFromDigests', () => {
  it('joins packed digests as lower-case hexadecimal', () => {
    const packed = new Uint8Array(96);
    const raws = ['a@example.com', 'b@example.com'];
    raws.forEach((raw, index) => hashIdentifierInto('EMAIL', raw, packed, 32 + index * 32));
    expect(recordsFromDigests(packed.subarray(32))).toBe(raws.map(sha256).join(','));
    expect(recordsFromDigests(new Uint8Array(0))).toBe('');
  });

  it('refuses a torn digest', () => {
    expect(() => recordsFromDigests(new Uint8Array(33))).toThrow(RangeError);
  });
});

it('normalizeIdentifier answers MALFORMED for what is not text', () => {
  for (const raw of [null, undefined, 1, {}, []] as unknown as string[])
    expect(normalizeIdentifier('EMAIL', raw)).toEqual({
      ok: false,
      reason: 'MALFORMED',
    });
});
