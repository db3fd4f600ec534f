import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address is one of the open internet: not of a private network, not of this machine, no multicast, no
 * address of a cloud's metadata service. What is no address at all is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // IPv4 written as IPv6 is judged as IPv4; the other ways to embed it are ranges of their own, and not public.
  return ipaddr.process(address).range() === 'unicast';
}
