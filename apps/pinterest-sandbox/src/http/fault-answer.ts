import { type Fault } from '../faults/fault.ts';
import { type Answer } from './send.ts';

const PLAIN_BODIES: Readonly<Record<number, { code: number; message: string }>> = {
  400: { code: 1, message: 'Invalid request parameters.' },
  401: { code: 2, message: 'Authentication failed.' },
  403: { code: 29, message: 'You are not permitted to access that resource.' },
  404: { code: 404, message: 'The requested resource could not be found on this server.' },
  429: { code: 8, message: 'You have exceeded your rate limit. Try again later.' },
};

/** The answer of a `status` fault; without a body of its own it gets the one that Pinterest would give. */
export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 500;
  const plain = PLAIN_BODIES[status] ?? {
    code: 12,
    message: 'Something went wrong on our end. Sorry about that.',
  };
  return { status, body: fault.body ?? { ...plain, status: 'failure' }, headers: fault.headers ?? {} };
}
