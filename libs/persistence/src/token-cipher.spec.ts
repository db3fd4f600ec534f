import { TokenCipher } from './token-cipher.ts';

const OLD = { id: 'k1', key: Buffer.alloc(32, 1) };
const FRESH = { id: 'k2', key: Buffer.alloc(32, 2) };

it('opens what it has sealed, for the same owner', () => {
  const cipher = new TokenCipher([OLD]);
  for (const secret of ['pina_fake', '', 'ü'.repeat(5_000)])
    expect(cipher.open(cipher.seal(secret, 'con_1'), 'con_1')).toBe(secret);
});

it('says in the record which key it used, and nothing of the secret', () => {
  const sealed = new TokenCipher([OLD]).seal('pina_fake', 'con_1');
  expect(sealed.keyId).toBe('k1');
  expect(sealed.cipher).toHaveLength(12 + 16 + 'pina_fake'.length);
  expect(sealed.cipher.includes('pina_fake')).toBe(false);
});

it('never seals the same secret to the same bytes', () => {
  const cipher = new TokenCipher([OLD]);
  const all = Array.from({ length: 100 }, () => cipher.seal('pina_fake', 'con_1').cipher.toString('hex'));
  expect(new Set(all).size).toBe(100);
});

it('does not open for another owner, with another key, or what was changed', () => {
  const cipher = new TokenCipher([OLD]);
  const sealed = cipher.seal('pina_fake', 'con_1');
  expect(() => cipher.open(sealed, 'con_2')).toThrow();
  expect(() => new TokenCipher([{ ...FRESH, id: 'k1' }]).open(sealed, 'con_1')).toThrow();
  for (let index = 0; index < sealed.cipher.length; index++) {
    const changed = Buffer.from(sealed.cipher);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(() => cipher.open({ ...sealed, cipher: changed }, 'con_1')).toThrow();
  }
  expect(() => cipher.open({ ...sealed, cipher: sealed.cipher.subarray(0, 20) }, 'con_1')).toThrow();
});

it('seals with the first key and opens with all of them', () => {
  const rotated = new TokenCipher([FRESH, OLD]);
  expect(rotated.currentKeyId).toBe('k2');
  expect(rotated.seal('pina_fake', 'con_1').keyId).toBe('k2');
  expect(rotated.open(new TokenCipher([OLD]).seal('pina_fake', 'con_1'), 'con_1')).toBe('pina_fake');
});

it('names the key that is missing', () => {
  const sealed = new TokenCipher([OLD]).seal('pina_fake', 'con_1');
  expect(() => new TokenCipher([FRESH]).open(sealed, 'con_1')).toThrow('the key "k1"');
  expect(() => new TokenCipher([])).toThrow('needs a key');
});
