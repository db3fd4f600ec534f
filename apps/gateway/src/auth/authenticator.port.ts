import { type Caller } from './caller.ts';

/** Knows whom a credential belongs to. */
export abstract class Authenticator {
  /** The caller, or null when the credential is unknown, expired or revoked. */
  abstract authenticate(credential: string): Promise<Caller | null>;

  /** The caller, when it is known without asking anybody. */
  remembered(_credential: string): Promise<Caller | null> {
    return Promise.resolve(null);
  }
}
