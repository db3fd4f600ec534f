import { isPinterestError, type PinterestHooks } from '@audience-sync/pinterest-client';

/**
 * Calls `note` when Pinterest refuses the token. To be put behind the hook that holds the request's permit: the note is
 * made before the permit is given back, so nobody who waits for it sends with a token that is known to be dead.
 */
export function notingRefusals(note: () => Promise<void>): PinterestHooks {
  return {
    wrap: (_request, next) =>
      next().catch(async (error: unknown) => {
        // What cannot be noted now is noted by the next refusal.
        if (isPinterestError(error) && error.kind === 'token') await note().catch(() => undefined);
        throw error;
      }),
  };
}
