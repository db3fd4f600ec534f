import { type IncomingMessage } from 'node:http';

import { HttpException, UnauthorizedException } from '@nestjs/common';

import { type Authenticator } from './authenticator.port.ts';
import { bearerOf } from './bearer.ts';
import { callerAddress } from './caller-address.ts';
import { type Caller } from './caller.ts';
import { type FailedAttempts } from './failed-attempts.port.ts';

const TOO_MANY_REQUESTS = 429;

/** This address has sent too many credentials that were refused. */
export class TooManyAttemptsException extends HttpException {
  constructor(readonly retryAfterS: number) {
    super(
      `Too many refused credentials came from your address. Try again in ${retryAfterS} s.`,
      TOO_MANY_REQUESTS,
    );
  }
}

/** Says who asks, at every door and socket; slows down those who guess. */
export class Doorkeeper {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly attempts: FailedAttempts,
    private readonly trustedProxies: number,
  ) {}

  /** @throws UnauthorizedException or TooManyAttemptsException */
  async admit(authorization: unknown, request: IncomingMessage): Promise<Caller> {
    const credential = bearerOf(authorization);
    const known = credential === null ? null : await this.identify(credential, request);
    if (!known) throw new UnauthorizedException('Send a valid API key as "Authorization: Bearer ask_...".');
    return known;
  }

  /** Who was good a moment ago is not made to wait for the faults of a neighbour behind the same address. */
  private async identify(credential: string, request: IncomingMessage): Promise<Caller | null> {
    const remembered = await this.authenticator.remembered(credential);
    if (remembered) return remembered;
    const address = callerAddress(request, this.trustedProxies);
    const restS = await this.attempts.restOf(address);
    if (restS > 0) throw new TooManyAttemptsException(restS);
    const caller = await this.authenticator.authenticate(credential);
    if (!caller) await this.attempts.count(address);
    return caller;
  }
}
