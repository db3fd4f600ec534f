import {
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { ACCESS_RULE, type AccessRule } from './access.decorator.ts';
import { Authenticator } from './authenticator.port.ts';
import { bearerOf } from './bearer.ts';
import { mayAct, type Caller } from './caller.ts';
import { identityOf, type Identity } from './identity.ts';

/** Stands before every resolver and route. What declares no rule is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
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
    const credential = bearerOf(identity.headers?.['authorization']);
    const caller = credential === null ? null : await this.authenticator.authenticate(credential);
    if (!caller) throw new UnauthorizedException('Send a valid API key as "Authorization: Bearer ask_...".');
    identity.caller = caller;
    return caller;
  }
}
