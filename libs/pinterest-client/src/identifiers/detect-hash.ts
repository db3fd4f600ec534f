/** How a value was hashed, told by its length: 64, 40 or 32 hexadecimal digits. */
export type HashAlgorithm = 'SHA256' | 'SHA1' | 'MD5';

const ALGORITHMS: ReadonlyMap<number, HashAlgorithm> = new Map([
  [64, 'SHA256'],
  [40, 'SHA1'],
  [32, 'MD5'],
]);
const HEX = /^[0-9a-f]+$/i;

/**
 * Tells whether a value is hashed already, in upper or lower case; null when it is not. Spaces around it are not looked over: trim
 * first. No address and no device id is bare hexadecimal, so a raw value is never mistaken for a hash. Never throws.
 *
 * @example detectHash('5D41402ABC4B2A76B9719D911017C592') // 'MD5'
 */
export function detectHash(value: string): HashAlgorithm | null {
  if (typeof value !== 'string') return null;
  const algorithm = ALGORITHMS.get(value.length) ?? null;
  return algorithm !== null && HEX.test(value) ? algorithm : null;
}
