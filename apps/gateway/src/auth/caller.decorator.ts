import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { type Caller } from './caller.ts';
import { identityOf } from './identity.ts';

function callerOf(context: ExecutionContext): Caller {
  const { caller } = identityOf(context);
  if (!caller) throw new Error('A caller was asked for behind a public door.');
  return caller;
}

/** The caller that the guard has identified. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  callerOf(context),
);
