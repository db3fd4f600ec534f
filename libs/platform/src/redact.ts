const GONE = '[redacted]';

/** Values of fields with these names are secret whatever they look like. */
const SECRET_FIELD =
  /("(?:[\w-]*(?:authorization|cookie|password|secret|api[-_]?key|(?:access|refresh|id)[-_]?token|token))"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/** Also written by batches and requests as their ids, which stand in fields of their own and are no secret. */
const ADVERTISING_ID =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b(?<!"(?:batchId|correlationId|reference|requestId)":"[^"]{36})(?<!"correlationIds":\[[^\]]{36,4000})/gi;

/**
 * What must never stand in a log, wherever it appears. Every repetition is bounded, so that a line costs time in
 * proportion to its length.
 */
const SECRETS: readonly [RegExp, string][] = [
  [SECRET_FIELD, `$1"${GONE}"`],
  // A buffer as JSON: most of ours are hashes or encrypted tokens.
  [/\{"type":"Buffer","data":\[[\d,]*\]\}/g, `"${GONE}"`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${GONE}`],
  // user:password@ of a URL
  [/(\w:\/\/)[^\s/@"']{1,256}@/g, `$1${GONE}@`],
  // e-mail addresses, plain or percent-encoded
  [/[^\s"'<>()[\]{},;:/\\@=&?%]{1,64}(?:@|%40)[^\s"'<>()[\]{},;:/\\@=&?%]{1,253}\.[\p{L}\d-]{2,63}/giu, GONE],
  // tokens of Pinterest and keys of ours
  [/\b(pin[arc]_|ask_)[\w.-]+/g, `$1${GONE}`],
  // JSON web tokens
  [/\beyJ[\w-]{5,}\.[\w-]*\.[\w-]*/g, GONE],
  // SHA-256 and longer digests
  [/[0-9a-f]{64,}/gi, GONE],
  // advertising ids
  [ADVERTISING_ID, GONE],
];

/** A text (a line of the log, a message for a screen) without personal data, tokens and keys. */
export function redact(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of SECRETS) clean = clean.replace(pattern, replacement);
  return clean;
}
