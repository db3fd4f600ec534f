import { isPublicAddress } from '@audience-sync/platform';
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';

/** An address that a customer may not make us call. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';

  constructor() {
    super('the address is not one of the open internet');
  }
}

/**
 * Connects to public addresses only. What is looked at is the very address that is then connected to, so a name that
 * points elsewhere a moment later changes nothing; a host that is an address itself is never looked up, see
 * {@link refusePrivateHost}.
 */
export function guardedAgent(options: {
  readonly allowPrivate: boolean;
  readonly connectTimeoutMs: number;
}): Agent {
  const { allowPrivate, connectTimeoutMs } = options;
  return new Agent({
    connect: { timeout: connectTimeoutMs, ...(allowPrivate ? {} : { lookup: publicOnly(systemLookup) }) },
    // One connection a call: nothing is kept that was judged long ago.
    pipelining: 0,
  });
}

/** A look-up that fails when any of the addresses is not public. */
export function publicOnly(lookup: typeof systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error('the name has no address'), '', 0);
      if (!addresses.every(({ address }) => isPublicAddress(address)))
        return callback(new PrivateAddressError(), '', 0);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/** Throws for a host that is an address, and not a public one. */
export function refusePrivateHost({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new PrivateAddressError();
}
