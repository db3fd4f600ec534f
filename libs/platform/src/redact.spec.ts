import { createHash } from 'node:crypto';
import { redact } from './redact.ts';

/** As batches and most requests are numbered. */
const ID = '7f3c6f0e-9a51-4b0e-8d5e-1f2a3b4c5d6e';
const SHA = createHash('sha256').update('ana@example.com').digest('hex');

describe('redact', () => {
  it.each([
    ['an address', 'user ana.silva+tag@mail.example.com entered', 'user [redacted] entered'],
    ['an address in brackets', '<ana@example.com>,"bob@example.org"', '<[redacted]>,"[redacted]"'],
    ['an address in a URL', '/x?e=ana%40example.com&n=1', '/x?e=[redacted]&n=1'],
    ['an address beyond ASCII', 'jürgen@müller.example war da', '[redacted] war da'],
    ['an access token', 'token pina_ABC-def_123.x refused', 'token pina_[redacted] refused'],
    ['a refresh token', '"pinr_ABC"', '"pinr_[redacted]"'],
    ['a client token', 'pinc_ABC', 'pinc_[redacted]'],
    ['an API key', 'key ask_0123456789abcdef', 'key ask_[redacted]'],
    ['a bearer', 'Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [redacted]'],
    ['basic credentials', 'authorization basic YXBwOnNlY3JldA==', 'authorization basic [redacted]'],
    ['a hash', `hash ${SHA}, next`, 'hash [redacted], next'],
    ['hashes in a row', `${SHA},${SHA.toUpperCase()}`, '[redacted],[redacted]'],
    ['an advertising id', 'idfa 6D92078A-8246-4BA4-AE5B-76104861E7DC!', 'idfa [redacted]!'],
    [
      'an advertising id in other fields',
      `{"idfa":"${ID}","batchIds":["${ID}"]}`,
      '{"idfa":"[redacted]","batchIds":["[redacted]"]}',
    ],
    ['an advertising id behind a batch', `{"batchId":"b","x":"${ID}"}`, '{"batchId":"b","x":"[redacted]"}'],
    ['a web token', 'jwt eyJhbGciOi.eyJzdWIi.c2ln', 'jwt [redacted]'],
    ['a password in a URL', 'postgres://app:hunter2@db:5432/app', 'postgres://[redacted]@db:5432/app'],
    ['a secret field', '{"client_secret":"a \\"b\\" c","n":1}', '{"client_secret":"[redacted]","n":1}'],
    ['a header field', '{"Set-Cookie": "sid=1"}', '{"Set-Cookie": "[redacted]"}'],
    ['a token field', '{"accessToken":"xyz"}', '{"accessToken":"[redacted]"}'],
    ['bytes', '{"hash":{"type":"Buffer","data":[1,2,255]}}', '{"hash":"[redacted]"}'],
  ])('takes out %s', (_, dirty, clean) => {
    expect(redact(dirty)).toBe(clean);
  });

  it.each([
    'batch 0193f0c2 of con_01jd2mz6k3t8c0v5q7x9r4n2ab settled at 2026-01-01T00:00:00.000Z',
    'at Object.<anonymous> (/app/node_modules/@nestjs/core/index.js:12:3)',
    'GET https://api.pinterest.com/v5/ad_accounts/549755885175/customer_lists?page_size=25 -> 429',
    '{"tokenVersion":3,"keyId":"k1"}',
    `{"batchId":"${ID}","correlationId":"${ID}","requestId":"${ID}","reference":"${ID}"}`,
    `{"correlationIds":["${ID}","shop-42","${ID}"],"users":3}`,
  ])('leaves alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('takes a time in proportion to the length, whatever the text', () => {
    const started = performance.now();
    for (const part of ['a', 'a@', '@', 'a.', 'Bearer ', '"token":"\\', 'eyJ', '//', 'f', '%40a'])
      redact(part.repeat(200_000 / part.length));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
