import { z } from 'zod';

/** A key of AES-256 and the id that is stored beside everything it has encrypted. */
export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

const ENTRY = /^([a-z0-9][a-z0-9-]{0,31}):([A-Za-z0-9+/_-]{43}=?)$/;

/**
 * `TOKEN_ENCRYPTION_KEYS`: `id:key`, separated by commas, each key 32 bytes in base 64. The first one encrypts, all
 * decrypt; so a key is rotated by putting a new one in front.
 */
export const tokenKeysEnv = {
  TOKEN_ENCRYPTION_KEYS: z
    .string({ error: 'is missing' })
    .transform((text, context): readonly EncryptionKey[] => {
      const keys = text.split(',').map((entry) => parseKey(entry.trim()));
      const whole = keys.filter((key) => key !== null);
      if (whole.length < keys.length)
        context.addIssue('must be id:key pairs with commas between, each key 32 bytes in base 64');
      else if (new Set(whole.map((key) => key.id)).size < whole.length)
        context.addIssue('has two keys of one id');
      return whole;
    }),
};

function parseKey(entry: string): EncryptionKey | null {
  const [, id, base64] = ENTRY.exec(entry) ?? [];
  return id && base64 ? { id, key: Buffer.from(base64, 'base64') } : null;
}
