import { isPinterestError, type PinterestError } from '@audience-sync/pinterest-client';

import { ConnectionUnusableError, PinterestUnavailableError } from '../graphql/user-error.object.ts';
import { QuotaExhaustedError } from './read-gate.ts';

export type PinterestFailure = ConnectionUnusableError | PinterestUnavailableError;

/** What to tell a caller whose request needed an answer of Pinterest. Anything else that was thrown is thrown on. */
export function toPinterestFailure(error: unknown): PinterestFailure {
  if (error instanceof QuotaExhaustedError)
    return new PinterestUnavailableError(
      'Pinterest cannot be asked more often now. Try again in a moment.',
      error.retryAt,
    );
  if (!isPinterestError(error)) throw error;
  return judge(error);
}

function judge(error: PinterestError): PinterestFailure {
  switch (error.kind) {
    case 'token':
      return new ConnectionUnusableError(
        'Pinterest no longer accepts this connection. Connect Pinterest again.',
      );
    case 'permission':
      return new ConnectionUnusableError(
        'Pinterest refuses this to the connected user. Check the role in the ad account, then connect Pinterest again.',
      );
    case 'gone':
      return new PinterestUnavailableError('Pinterest does not know it (any more).');
    case 'throttled':
    case 'transient':
      return new PinterestUnavailableError(
        'Pinterest did not answer. Try again in a moment.',
        retryAtOf(error),
      );
    case 'badRecords':
    case 'unexpected':
      return new PinterestUnavailableError(`Pinterest refused: ${error.pinterestMessage ?? error.reason}`);
  }
}

function retryAtOf({ retryAfterMs }: PinterestError): Date | null {
  return retryAfterMs === null ? null : new Date(Date.now() + retryAfterMs);
}
