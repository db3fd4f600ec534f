import { hashApiKeySecret, isApiKeySecret, newApiKeySecret } from './api-key.ts';

it('makes secrets that are whole, URL-safe and never the same', () => {
  const secrets = Array.from({ length: 1_000 }, newApiKeySecret);
  for (const secret of secrets) expect(secret).toMatch(/^ask_[\w-]{38}$/);
  expect(secrets.every(isApiKeySecret)).toBe(true);
  expect(new Set(secrets).size).toBe(1_000);
});

it('notices a character that was changed, lost or added, without a look-up', () => {
  const secret = newApiKeySecret();
  for (let index = 4; index < secret.length; index++) {
    const other = secret[index] === 'x' ? 'y' : 'x';
    expect(isApiKeySecret(secret.slice(0, index) + other + secret.slice(index + 1))).toBe(false);
  }
  for (const broken of [secret.slice(0, -1), `${secret}x`, secret.slice(4), ` ${secret}`, 'ask_', ''])
    expect(isApiKeySecret(broken)).toBe(false);
});

it('stores 32 bytes that stand for one secret only', () => {
  const [one, other] = [newApiKeySecret(), newApiKeySecret()];
  expect(hashApiKeySecret(one)).toHaveLength(32);
  expect(hashApiKeySecret(one).equals(hashApiKeySecret(one))).toBe(true);
  expect(hashApiKeySecret(one).equals(hashApiKeySecret(other))).toBe(false);
});
