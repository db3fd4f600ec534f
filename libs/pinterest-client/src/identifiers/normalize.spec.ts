import { createHash } from 'node:crypto';
import { type MatchField } from './identifier.ts';
import { normalizeIdentifier } from './normalize.ts';

const ID = '6d92078a-8246-4ba4-ae5b-76104861e7dc';
const ZERO = '00000000-0000-0000-0000-000000000000';
const hex = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');

describe('normalizeIdentifier accepts', () => {
  it.each<[MatchField, string, string]>([
    ['EMAIL', 'ana@example.com', 'ana@example.com'],
    ['EMAIL', ' \t\r\n\u00a0\u3000\ufeffAna@Example.COM\u2003', 'ana@example.com'],
    ['EMAIL', '\u200bana@example.com\u200e', 'ana@example.com'],
    ['EMAIL', "o'neil+tag.a_b-c@mail.sub.example.co.uk", "o'neil+tag.a_b-c@mail.sub.example.co.uk"],
    ['EMAIL', 'Ju\u0308rgen@Mu\u0308ller.example', 'jürgen@müller.example'],
    ['EMAIL', '用户@例子.广告', '用户@例子.广告'],
    ['EMAIL', 'ΟΔΥΣΣΕΥΣ@EXAMPLE.GR', 'οδυσσευς@example.gr'],
    ['EMAIL', `${'a'.repeat(242)}@example.com`, `${'a'.repeat(242)}@example.com`],
    ['IDFA', ` ${ID} `, ID.toUpperCase()],
    ['MAID', ID.toUpperCase(), ID],
  ])('%s %j as %j', (kind, raw, value) => {
    expect(normalizeIdentifier(kind, raw)).toEqual({ ok: true, value, alreadyHashed: false });
  });

  it.each<MatchField>(['EMAIL', 'IDFA', 'MAID'])(
    'a SHA-256 as %s, in lower case, and does not hash it again',
    (kind) => {
      const value = hex('sha256', 'ana@example.com');
      const accepted = { ok: true, value, alreadyHashed: true };
      expect(normalizeIdentifier(kind, value)).toEqual(accepted);
      expect(normalizeIdentifier(kind, `\n${value.toUpperCase()} `)).toEqual(accepted);
    },
  );
});

describe('normalizeIdentifier refuses', () => {
  it.each<[MatchField, string, string]>([
    ['EMAIL', '', 'EMPTY'],
    ['IDFA', ' \u00a0\u200b', 'EMPTY'],
    ['EMAIL', hex('sha256', ''), 'EMPTY'],
    ['EMAIL', `${'a'.repeat(243)}@example.com`, 'TOO_LONG'],
    ['EMAIL', 'x'.repeat(5_000_000), 'TOO_LONG'],
    ['MAID', 'f'.repeat(300), 'TOO_LONG'],
    ['EMAIL', 'ana at example.com', 'MALFORMED'],
    ['EMAIL', 'ana@example', 'MALFORMED'],
    ['EMAIL', 'ana@', 'MALFORMED'],
    ['EMAIL', '@example.com', 'MALFORMED'],
    ['EMAIL', 'a@b@example.com', 'MALFORMED'],
    ['EMAIL', 'ana@example..com', 'MALFORMED'],
    ['EMAIL', 'ana@example.com.', 'MALFORMED'],
    ['EMAIL', 'ana,bob@example.com', 'MALFORMED'],
    ['EMAIL', 'a na@example.com', 'MALFORMED'],
    ['EMAIL', 'a\u200bna@example.com', 'MALFORMED'],
    ['EMAIL', 'a\u0000na@example.com', 'MALFORMED'],
    ['EMAIL', 'a\ud800na@example.com', 'MALFORMED'],
    ['EMAIL', ID, 'MALFORMED'],
    ['IDFA', 'ana@example.com', 'MALFORMED'],
    ['IDFA', ID.replace('-', ''), 'MALFORMED'],
    ['IDFA', `{${ID}}`, 'MALFORMED'],
    ['MAID', ID.replace('6', 'g'), 'MALFORMED'],
    ['IDFA', ZERO, 'ALL_ZERO'],
    ['MAID', ` ${ZERO}`, 'ALL_ZERO'],
    ['MAID', hex('sha256', ZERO).toUpperCase(), 'ALL_ZERO'],
    ['EMAIL', hex('md5', 'ana@example.com'), 'UNSUPPORTED_HASH'],
    ['EMAIL', hex('sha1', 'ana@example.com').toUpperCase(), 'UNSUPPORTED_HASH'],
    ['IDFA', ID.replaceAll('-', ''), 'UNSUPPORTED_HASH'],
  ])('%s %.40j: %s', (kind, raw, reason) => {
    expect(normalizeIdentifier(kind, raw)).toEqual({ ok: false, reason });
  });
});
