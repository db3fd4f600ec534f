import { OverloadedError } from '../entries/group-commit.ts';
import { isServiceAway } from './service-away.ts';
import { HttpException } from '@nestjs/common';

/** An unexpected failure, as callers may see it. */
export interface PublicFailure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'TIMEOUT',
  409: 'CONFLICT',
  411: 'LENGTH_REQUIRED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE',
  429: 'TOO_MANY_REQUESTS',
};

interface ParserError {
  readonly status?: unknown;
  readonly expose?: unknown;
  readonly message: string;
}

const UNAVAILABLE = 'A service that this needs is away. Try again in a moment.';
const OVERLOADED = 'Too much is waiting to be stored. Try again in a moment.';

/** What to tell about something thrown. Only words that were written for callers get out. */
export function publicFailure(thrown: unknown, reference: string): PublicFailure {
  return (
    toldByNest(thrown) ??
    toldByParser(thrown) ??
    toldByPostgres(thrown) ?? {
      status: 500,
      code: 'INTERNAL_SERVER_ERROR',
      message: `Something went wrong on our side (reference ${reference}).`,
    }
  );
}

function toldByNest(thrown: unknown): PublicFailure | null {
  if (thrown instanceof OverloadedError) return { status: 503, code: 'OVERLOADED', message: OVERLOADED };
  const status = thrown instanceof HttpException ? thrown.getStatus() : 500;
  if (status === 503 || isServiceAway(thrown))
    return { status: 503, code: 'UNAVAILABLE', message: UNAVAILABLE };
  if (!(thrown instanceof HttpException) || status >= 500) return null;
  const { code = CODES[status] ?? 'BAD_REQUEST' } = Object(thrown.getResponse()) as { code?: string };
  return { status, code, message: thrown.message };
}

/** Errors of the body parser carry their status, and whether their words may be shown. */
function toldByParser(thrown: unknown): PublicFailure | null {
  const { status, expose, message } = Object(thrown) as ParserError;
  if (typeof status !== 'number' || status >= 500 || expose !== true) return null;
  return { status, code: CODES[status] ?? 'BAD_REQUEST', message };
}

/** "character_not_in_repertoire": a NUL, which no id and no name of ours holds. */
const NOT_STORABLE = '22021';

function toldByPostgres(thrown: unknown): PublicFailure | null {
  const { code, driverError } = Object(thrown) as { code?: unknown; driverError?: unknown };
  if (code === NOT_STORABLE)
    return {
      status: 400,
      code: 'BAD_USER_INPUT',
      message: 'A text holds a character that cannot be stored.',
    };
  return driverError === undefined ? null : toldByPostgres(driverError);
}
