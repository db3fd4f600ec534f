import { type IncomingMessage } from 'node:http';
import { type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { HttpException } from '@nestjs/common';

const TYPES = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/jsonlines',
]);
const READ_BYTES = 64 * 1_024;

/** The body broke off: its sender is gone, or what was packed is not whole. */
export class BrokenBodyError extends Error {
  override readonly name = 'BrokenBodyError';

  constructor(
    readonly code: 'BODY_TRUNCATED' | 'BAD_GZIP' | 'CLIENT_GONE',
    message: string,
  ) {
    super(message);
  }
}

/** The bytes of the body, unpacked. Throws an HttpException when it is of another kind; rejects with a BrokenBodyError. */
export function openBody(request: IncomingMessage): AsyncIterable<Buffer> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!TYPES.has(type))
    throw new HttpException('Send lines of JSON as "Content-Type: application/x-ndjson".', 415);
  const packing = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (packing !== 'identity' && packing !== 'gzip')
    throw new HttpException('The body may be packed with gzip only.', 415);
  return bytesOf(request, packing === 'gzip' ? unpack : (body) => body);
}

const unpack = (body: Readable): Readable => body.pipe(createGunzip({ chunkSize: READ_BYTES }));

/** Reading ends the stream when it is given up, which must not end the request: its answer is still to be sent. */
async function* bytesOf(
  request: IncomingMessage,
  open: (body: Readable) => Readable,
): AsyncGenerator<Buffer> {
  const source = open(request);
  const giveUp = (): void => void source.destroy(new BrokenBodyError('CLIENT_GONE', 'The sender went away.'));
  request.once('aborted', giveUp).once('error', giveUp);
  // What goes wrong after the reading was given up concerns nobody.
  source.on('error', () => undefined);
  try {
    yield* source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    if (!request.complete) throw new BrokenBodyError('BODY_TRUNCATED', 'The body broke off.');
  } catch (error) {
    throw toBrokenBody(error, request);
  } finally {
    request.off('aborted', giveUp);
  }
}

function toBrokenBody(error: unknown, request: IncomingMessage): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'Z_BUF_ERROR') return new BrokenBodyError('BODY_TRUNCATED', 'The gzip stream ends too early.');
  if (typeof code === 'string' && code.startsWith('Z_'))
    return new BrokenBodyError('BAD_GZIP', 'The body is not gzip.');
  if (request.destroyed || code === 'ECONNRESET')
    return new BrokenBodyError('CLIENT_GONE', 'The sender went away.');
  return error;
}
