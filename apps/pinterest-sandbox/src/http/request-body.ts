import { type IncomingMessage } from 'node:http';
import { ApiError, badRequest } from './api-error.ts';

/** The whole body as text, or the refusal (413) of one that is longer than `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | ApiError> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes)
    return new ApiError(413, 1, `Request body is larger than ${maxBytes} bytes.`, 'bad_request');
  return Buffer.concat(chunks, size).toString('utf8');
}

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function parseJsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('Request body is not valid JSON.');
  }
  if (!isObject(value)) throw badRequest('Request body must be a JSON object.');
  return value;
}

/** A field that must be a string; `maxLength` counts characters. */
export function requiredText(body: JsonObject, field: string, maxLength = Number.MAX_SAFE_INTEGER): string {
  const value = body[field];
  if (typeof value !== 'string') throw badRequest(`'${field}' is a required string.`);
  if (value.length > maxLength) throw badRequest(`'${field}' is longer than ${maxLength} characters.`);
  return value;
}

export function optionalText(body: JsonObject, field: string): string | undefined {
  return body[field] === undefined || body[field] === null ? undefined : requiredText(body, field);
}

/** A field that must be one of `allowed`. */
export function choice<T extends string>(
  body: JsonObject,
  field: string,
  allowed: readonly T[],
  byDefault?: T,
): T {
  const value = body[field] ?? byDefault;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw badRequest(`'${field}' must be one of ${allowed.join(', ')}.`);
  return found;
}
