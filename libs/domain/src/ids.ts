import { randomBytes } from 'node:crypto';

/** What an id names; the prefix of its text. */
export type IdPrefix = 'wks' | 'key' | 'con' | 'act' | 'aud' | 'can' | 'stp' | 'evt' | 'alt' | 'chn' | 'dlv';

/** Crockford's base 32 in lower case: no letters that are taken for digits, order kept as text. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

let latest = { atMs: -1, chance: '' };

/**
 * A new opaque id, such as `stp_01jd2mz6k3t8c0v5q7x9r4n2ab`: the prefix, 50 bits of time and 80 of chance.
 * Ids sort by the moment they were made, those of one process also within a millisecond; everything in them may
 * stand in a URL.
 */
export function newId(prefix: IdPrefix, nowMs: number = Date.now()): string {
  latest = { atMs: nowMs, chance: nowMs === latest.atMs ? successorOf(latest.chance) : randomPart() };
  return `${prefix}_${timePart(nowMs)}${latest.chance}`;
}

/** Whether a text can be an id of that kind. Says nothing about whether it exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(prefix.length + 1));
}

function timePart(nowMs: number): string {
  let rest = nowMs;
  let text = '';
  for (let index = 0; index < TIME_CHARS; index++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function randomPart(): string {
  let text = '';
  for (const byte of randomBytes(RANDOM_CHARS)) text += ALPHABET.charAt(byte & 31);
  return text;
}

/** The next text of the same length; after the last one comes the first. */
function successorOf(text: string): string {
  const last = ALPHABET.length - 1;
  const head = text.slice(0, -1);
  const place = ALPHABET.indexOf(text.slice(-1));
  return place < last || head === ''
    ? head + ALPHABET.charAt((place + 1) % ALPHABET.length)
    : successorOf(head) + ALPHABET.charAt(0);
}
