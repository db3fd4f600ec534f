import { randomInt } from 'node:crypto';
import { type ServerResponse } from 'node:http';
import { type RateHeaders } from '../limits/rate-limits.ts';
import { type SandboxOptions } from '../options.ts';
import { ApiError } from './api-error.ts';

export type Answer = { status: number; body: unknown; headers: Record<string, string> };

/** Every answer carries a request id, as Pinterest's do; support asks for it. */
export function sendJson(response: ServerResponse, answer: Answer): void {
  if (!response.destroyed) response.end(begin(response, answer));
}

/** The connection is cut in the middle of the answer. */
export function sendHalf(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const text = begin(response, answer);
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

/** Sends the head, and answers the text that belongs to it. */
function begin(response: ServerResponse, { status, body, headers }: Answer): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-pinterest-rid': `${randomInt(1e9, 1e10)}${randomInt(1e5, 1e6)}`,
    ...headers,
  });
  return text;
}

/** A refusal as it is; anything else is our own mistake, and looks like one of Pinterest's. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof ApiError) return { status: error.status, body: error.body, headers: error.headers };
  const message = `Something went wrong on our end. (${error instanceof Error ? error.message : 'unknown'})`;
  return { status: 500, body: { code: 12, message, status: 'failure' }, headers: {} };
}

export function rateHeaders(
  { unknowns }: SandboxOptions,
  rate: RateHeaders | undefined,
  status: number,
): Record<string, string> {
  const refused = status === 429;
  if (!rate || unknowns.rateHeaders === 'never') return {};
  if (unknowns.rateHeaders === 'refusals' && !refused) return {};
  return {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-reset': String(rate.resetSeconds),
    ...(refused && unknowns.sendRetryAfter ? { 'retry-after': String(rate.resetSeconds) } : {}),
  };
}
