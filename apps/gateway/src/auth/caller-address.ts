import { type IncomingMessage } from 'node:http';

/**
 * Where a request comes from. Each proxy appends the address that it was called from to `X-Forwarded-For`, so with so many
 * trusted proxies the caller's is that many from the end; whatever stands before it anybody may have written.
 */
export function callerAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return direct;
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  return forwarded.at(-trustedProxies)?.trim() || direct;
}
