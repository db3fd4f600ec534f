import fc from 'fast-check';
import { hashIdentifier, hashIdentifierInto } from './hash.ts';
import { type MatchField } from './identifier.ts';
import { normalizeIdentifier } from './normalize.ts';

const kind = fc.constantFrom<MatchField>('EMAIL', 'IDFA', 'MAID');
const space = fc.constantFrom('', ' ', '\t', '\u00a0', '\u2003', '\u200b', '\r\n');
const local = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const email = fc.oneof(
  fc.emailAddress(),
  fc.tuple(local, local).map(([name, host]) => `${name}@${host}.example`),
);
const digest = fc.stringMatching(/^[0-9a-fA-F]{64}$/);
const noise = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.anything());
const plausible = fc.oneof(email, fc.uuid(), digest, fc.stringMatching(/^[0-9a-f]{32}$/));
const padded = fc.tuple(space, plausible, space).map((parts) => parts.join(''));
const recased = padded.chain((text) => fc.constantFrom(text, text.toUpperCase(), text.toLowerCase()));
const raw = fc.oneof(
  { weight: 4, arbitrary: recased },
  { weight: 1, arbitrary: noise },
) as fc.Arbitrary<string>;
const check = <Ts>(property: fc.IProperty<Ts>) => fc.assert(property, { numRuns: 2_000 });

describe('identifiers, for any kind and any input', () => {
  it('never throw, and answer a known shape', () => {
    check(
      fc.property(kind, raw, (field, text) => {
        const answer = hashIdentifier(field, text);
        return answer.ok ? /^[0-9a-f]{64}$/.test(answer.hash) : answer.reason.length > 0;
      }),
    );
  });

  it('normalising what is normalised changes nothing', () => {
    check(
      fc.property(kind, raw, (field, text) => {
        const once = normalizeIdentifier(field, text);
        if (once.ok) expect(normalizeIdentifier(field, once.value)).toEqual(once);
      }),
    );
  });

  it('are never hashed twice', () => {
    check(
      fc.property(kind, raw, (field, text) => {
        const once = hashIdentifier(field, text);
        if (once.ok) expect(hashIdentifier(field, once.hash)).toEqual({ ...once, alreadyHashed: true });
      }),
    );
  });

  it('case and surrounding spaces do not matter for ASCII input', () => {
    const ascii = fc.oneof(fc.emailAddress(), fc.uuid(), digest);
    check(
      fc.property(kind, ascii, space, (field, text, edge) => {
        const expected = normalizeIdentifier(field, text);
        expect(normalizeIdentifier(field, edge + text.toUpperCase() + edge)).toEqual(expected);
      }),
    );
  });

  it('hold no comma and no space, so that they can be joined into records', () => {
    check(
      fc.property(kind, raw, (field, text) => {
        const answer = normalizeIdentifier(field, text);
        return !answer.ok || !/[\s,]/.test(answer.value);
      }),
    );
  });

  it('the fast way gives the same bytes and the same reasons as the plain way', () => {
    const target = new Uint8Array(32);
    check(
      fc.property(kind, raw, (field, text) => {
        const plain = hashIdentifier(field, text);
        const reason = hashIdentifierInto(field, text, target, 0);
        if (plain.ok) expect(Buffer.from(target).toString('hex')).toBe(plain.hash);
        expect(reason).toBe(plain.ok ? null : plain.reason);
      }),
    );
  });
});
