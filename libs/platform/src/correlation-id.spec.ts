import { correlationIdOf } from './correlation-id.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

describe('the id of a call', () => {
  it.each([
    'shop-42',
    '7F3C6F0E-9a51-4b0e-8d5e-1f2a3b4c5d6e',
    'Root=1-67891233-abcdef012345678912345678',
    'a/b+c_d:e.f',
    'x'.repeat(100),
  ])('is what the caller sent: %s', (sent) => {
    expect(correlationIdOf(sent, TRACE_ID)).toBe(sent);
  });

  it.each([
    ['nothing', undefined],
    ['nothing in it', ''],
    ['too much', 'x'.repeat(101)],
    ['several', ['a', 'b']],
    ['a new line', 'a\nlevel=error'],
    ['quotes', 'a","level":"error'],
    ['a space', 'a b'],
    ['letters of other scripts', 'ключ'],
    ['an e-mail address', 'ana@example.com'],
    ['a token of Pinterest', 'pina_fake-token'],
    ['a key of ours', 'ask_fake-key'],
    ['a web token', 'eyJhbGciOi.eyJzdWIi.c2ln'],
    ['a hash', 'a'.repeat(64)],
    ['an advertising id among other things', 'idfa:6D92078A-8246-4BA4-AE5B-76104861E7DC'],
  ])('is not what the caller sent when that is %s', (_, sent) => {
    expect(correlationIdOf(sent, TRACE_ID)).toBe(TRACE_ID);
    expect(correlationIdOf(sent, null)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is another one for every call', () => {
    expect(correlationIdOf(null, null)).not.toBe(correlationIdOf(null, null));
  });
});
