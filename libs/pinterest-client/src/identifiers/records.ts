import { DIGEST_BYTES } from './hash.ts';

/**
 * The `records` text of a customer list request from packed digests (32 bytes each, one after another): 64
 * lower-case hexadecimal digits each, joined by commas. Throws a RangeError when the length is not a multiple of 32.
 */
export function recordsFromDigests(digests: Uint8Array): string {
  if (digests.length % DIGEST_BYTES !== 0)
    throw new RangeError(`packed digests must be a multiple of ${DIGEST_BYTES} bytes long`);
  const hex = Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength).toString('hex');
  return hex.match(/.{64}/g)?.join(',') ?? '';
}
