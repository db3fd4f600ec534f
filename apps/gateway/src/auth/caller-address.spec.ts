import { type IncomingMessage } from 'node:http';

import { callerAddress } from './caller-address.ts';

const request = (forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress: '10.0.0.1' },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

it.each([
  [0, undefined, '10.0.0.1'],
  [0, '6.6.6.6', '10.0.0.1'],
  [1, '6.6.6.6, 203.0.113.7', '203.0.113.7'],
  [2, '6.6.6.6, 203.0.113.7, 10.0.0.9', '203.0.113.7'],
  [2, '203.0.113.7', '10.0.0.1'],
  [1, undefined, '10.0.0.1'],
  [1, '', '10.0.0.1'],
])('behind %i trusted proxies, %p comes from %s', (proxies, forwarded, address) => {
  expect(callerAddress(request(forwarded), proxies)).toBe(address);
});
