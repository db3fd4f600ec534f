import { redact } from './redact.ts';

/** What an error answer's body said, made safe. All null for a body that is empty or not JSON. */
export interface ErrorBody {
  readonly code: number | null;
  /** `message` and `message_detail`, redacted. */
  readonly message: string | null;
  /** `error` of RFC 6749 (5.2), for example `invalid_grant`. */
  readonly oauthError: string | null;
  readonly isHtml: boolean;
}

const words = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

/** True for a page where an API answer was expected. */
export function looksLikeHtml(text: string, contentType: string | null): boolean {
  return /\btext\/html\b/i.test(contentType ?? '') || /^\s*<(?:!doctype|html|head|body)\b/i.test(text);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Reads an error body; never throws. */
export function readErrorBody(text: string, contentType: string | null): ErrorBody {
  const isHtml = looksLikeHtml(text, contentType);
  const body = isHtml ? {} : parseObject(text);
  const said = [body.message ?? body.error_description, body.message_detail]
    .map(words)
    .filter((part) => part !== null);
  return {
    code: typeof body.code === 'number' && Number.isSafeInteger(body.code) ? body.code : null,
    message: said.length === 0 ? null : redact(said.join(' ')),
    oauthError: words(body.error),
    isHtml,
  };
}
