import { ForbiddenException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request } from 'express';

import { ACCESS_RULE, type AccessRule } from './access.decorator.ts';
import { mayAct, type Caller } from './caller.ts';
import { Doorkeeper, TooManyAttemptsException } from './doorkeeper.ts';
import { identityOf, type Identity } from './identity.ts';

/** Stands before every resolver and route. What declares no rule is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly doorkeeper: Doorkeeper,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, targets);
    if (rule?.kind === 'public') return true;
    const caller = await this.identify(identityOf(context));
    if (rule?.kind === 'anyRole' || (rule && mayAct(caller.role, rule.role))) return true;
    throw new ForbiddenException(
      rule ? `This needs the role ${rule.role}; the key has ${caller.role}.` : 'Nobody may do this.',
    );
  }

  private async identify(identity: Identity): Promise<Caller> {
    if (identity.caller) return identity.caller;
    const request = identity as Request;
    try {
      return (identity.caller = await this.doorkeeper.admit(request.headers.authorization, request));
    } catch (error) {
      if (error instanceof TooManyAttemptsException)
        request.res?.setHeader('retry-after', String(error.retryAfterS));
      throw error;
    }
  }
}
