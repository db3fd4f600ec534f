import { type Caller } from './caller.ts';

/** Knows whom a credential belongs to. */
export abstract class Authenticator {
  /** The caller, or null when the credential is unknown, expired or revoked. */
  abstract authenticate(credential: string): Promise<Caller | null>;
}
