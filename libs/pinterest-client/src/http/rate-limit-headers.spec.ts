import { readRateLimit, readRetryAfterMs } from './rate-limit-headers.ts';

describe('readRateLimit', () => {
  it.each([
    [{}, null],
    [{ 'x-ratelimit-limit': 'many' }, null],
    [{ 'x-ratelimit-remaining': '0' }, { limit: null, remaining: 0, resetSeconds: null }],
    [
      { 'x-ratelimit-limit': '400, 400;w=60', 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': '31' },
      { limit: 400, remaining: 12, resetSeconds: 31 },
    ],
    [
      { 'x-ratelimit-limit': '7', 'x-ratelimit-reset': '1767225600' },
      { limit: 7, remaining: null, resetSeconds: null },
    ],
  ])('%j reads as %j', (headers: Record<string, string>, state) => {
    expect(readRateLimit(new Headers(headers))).toEqual(state);
  });
});

describe('readRetryAfterMs', () => {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z') }));
  afterEach(() => jest.useRealTimers());

  it.each<[number, Record<string, string>, string | null, number | null]>([
    [429, {}, null, null],
    [429, { 'retry-after': '3' }, null, 3_000],
    [429, { 'retry-after': '0.2505' }, null, 251],
    [503, { 'retry-after': 'Sun, 01 Mar 2026 12:00:07 GMT' }, null, 7_000],
    [503, { 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, null, 0],
    [429, { 'retry-after': 'soon', 'x-ratelimit-reset': '9' }, null, 9_000],
    [429, { 'retry-after': '3', 'x-ratelimit-reset': '9' }, 'Retry after 20 seconds', 3_000],
    [429, {}, 'Too much. Retry after 20 seconds.', 20_000],
    [500, { 'x-ratelimit-reset': '9' }, null, null],
    [429, { 'retry-after': '99999999999' }, null, null],
  ])('%s %j %j: %s ms', (status, headers, message, expected) => {
    expect(readRetryAfterMs(status, new Headers(headers), message)).toBe(expected);
  });
});
