import { type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';

import { type Caller } from './caller.ts';

/** Who is asking, as far as it is known: an HTTP request itself, or what stands for one on a socket, whose caller is known. */
export interface Identity {
  caller?: Caller;
  readonly headers?: unknown;
}

/** The identity behind a resolver or a route. Apollo copies contexts, so a context only points at it. */
export function identityOf(context: ExecutionContext): Identity {
  if (context.getType<GqlContextType>() !== 'graphql') return context.switchToHttp().getRequest<Identity>();
  return GqlExecutionContext.create(context).getContext<{ readonly identity: Identity }>().identity;
}
