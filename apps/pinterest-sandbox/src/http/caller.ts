import { type IncomingMessage } from 'node:http';
import { type SandboxState } from '../state.ts';
import { type User } from '../world/ad-account.ts';
import { ApiError, authenticationFailed } from './api-error.ts';
import { type Operation } from './operation.ts';

export const APP_CALLER = 'app';
export const UNKNOWN_CALLER = 'unauthenticated';

/** Who sent a request. `problem` says why it may not go on; the request is counted for `id` all the same. */
export type Caller = { id: string; user?: User; problem?: ApiError };

export function identify(state: SandboxState, operation: Operation, request: IncomingMessage): Caller {
  const header = request.headers.authorization ?? '';
  return operation.access === 'app'
    ? identifyApp(state, header)
    : identifyUser(state, operation.access, header);
}

function identifyApp({ options }: SandboxState, header: string): Caller {
  const [scheme = '', credentials = ''] = header.split(' ');
  const given = Buffer.from(credentials, 'base64').toString('utf8');
  const expected = `${options.clientId}:${options.clientSecret}`;
  if (scheme.toLowerCase() === 'basic' && given === expected) return { id: APP_CALLER };
  return { id: UNKNOWN_CALLER, problem: authenticationFailed() };
}

function identifyUser(state: SandboxState, scope: string, header: string): Caller {
  const found = state.tokens.findAccess(/^bearer (\S+)$/i.exec(header)?.[1] ?? '');
  const user = found && state.world.users.get(found.token.userId);
  if (!found || !user) return { id: UNKNOWN_CALLER, problem: authenticationFailed() };
  if (!found.alive) return { id: user.id, user, problem: authenticationFailed() };
  if (found.token.scopes.some((granted) => granted === scope)) return { id: user.id, user };
  const message = `Your application consumer type is not supported or lacks the required scope: ${scope}.`;
  return { id: user.id, user, problem: new ApiError(401, 3, message, 'scope') };
}
