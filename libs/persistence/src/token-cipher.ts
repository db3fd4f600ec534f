import { type EncryptionKey } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A secret at rest, and which key opens it. */
export interface Sealed {
  readonly keyId: string;
  /** 12 bytes of nonce, 16 of authentication tag, then the encrypted text. */
  readonly cipher: Buffer;
}

/**
 * AES-256-GCM under the first of several keys; the others still open what they have sealed. The owner (the
 * connection's id) is authenticated too: a cipher that is copied into another row does not open.
 */
@Injectable()
export class TokenCipher {
  private readonly current: EncryptionKey;
  private readonly keys: ReadonlyMap<string, Buffer>;

  /** @param keys at least one; the first one seals */
  constructor(keys: readonly EncryptionKey[]) {
    const [current] = keys;
    if (!current) throw new Error('a token cipher needs a key');
    this.current = current;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** What new secrets are sealed with. */
  get currentKeyId(): string {
    return this.current.id;
  }

  seal(secret: string, owner: string): Sealed {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.current.key, iv).setAAD(Buffer.from(owner, 'utf8'));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return { keyId: this.current.id, cipher: Buffer.concat([iv, cipher.getAuthTag(), text]) };
  }

  /** Throws when the key is unknown, or when cipher, key and owner do not belong together. */
  open({ keyId, cipher }: Sealed, owner: string): string {
    const key = this.keys.get(keyId);
    if (!key)
      throw new Error(
        `a token was encrypted with the key "${keyId}", which TOKEN_ENCRYPTION_KEYS no longer has`,
      );
    const decipher = createDecipheriv(ALGORITHM, key, cipher.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(owner, 'utf8'))
      .setAuthTag(cipher.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return decipher.update(cipher.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }
}
