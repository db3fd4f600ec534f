import { type PinterestError } from '@audience-sync/pinterest-client';

/** A refusal in words for a marketer: Pinterest's own where it has said any. */
export function refusalWords({ kind, pinterestMessage, reason, requestId }: PinterestError): string {
  const words = pinterestMessage ?? reason;
  const trace = requestId === null ? '' : ` (Pinterest's request id: ${requestId})`;
  switch (kind) {
    case 'token':
      return 'Pinterest no longer accepts this connection. Connect Pinterest again.';
    case 'permission':
      return `Pinterest refuses this to the connected user. Check the role in the ad account. ${words}${trace}`;
    case 'gone':
      return `Pinterest does not know it (any more).${trace}`;
    case 'throttled':
    case 'transient':
      return `Pinterest did not answer; it is tried again.${trace}`;
    case 'badRecords':
    case 'unexpected':
      return `Pinterest refused: ${words}${trace}`;
  }
}
