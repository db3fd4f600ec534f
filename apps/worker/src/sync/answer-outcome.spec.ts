import { PinterestError, type PinterestErrorDetails } from '@audience-sync/pinterest-client';
import { judgeRefusal, SPAM_REST_MS } from './answer-outcome.ts';

const NOW = 1_700_000_000_000;

function refusal(part: Partial<PinterestErrorDetails>): PinterestError {
  return new PinterestError({
    kind: 'transient',
    operation: 'customer_lists/update',
    adAccountId: '549700000001',
    httpStatus: 500,
    pinterestCode: null,
    pinterestMessage: null,
    requestId: 'rid-1',
    rateLimit: null,
    retryAfterMs: null,
    retryable: true,
    reason: 'because',
    maybeApplied: false,
    spam: false,
    concurrentWrites: false,
    timedOut: false,
    networkCode: null,
    ...part,
  });
}

const judge = (part: Partial<PinterestErrorDetails>) => judgeRefusal(refusal(part), NOW);

describe('judgeRefusal', () => {
  it('holds the connection for a dead token', () => {
    expect(judge({ kind: 'token', httpStatus: 401, pinterestCode: 2 }).outcome).toMatchObject({
      kind: 'hold',
      scope: 'flow',
      reason: 'INVALID_TOKEN',
    });
  });

  it('holds the ad account for a missing permission', () => {
    const { outcome, consequence } = judge({ kind: 'permission', httpStatus: 403, pinterestCode: 29 });
    expect(outcome).toMatchObject({ kind: 'hold', scope: 'group', reason: 'PERMISSION_MISSING' });
    expect(consequence).toBe('ad-account-closed');
  });

  it('holds the audience when its list is gone', () => {
    const { outcome, consequence } = judge({ kind: 'gone', httpStatus: 404 });
    expect(outcome).toMatchObject({ kind: 'hold', scope: 'group', reason: 'AUDIENCE_DELETED' });
    expect(consequence).toBe('audience-gone');
  });

  it('does not call an audience deleted when it is the ad account that is gone', () => {
    const { outcome, consequence } = judge({
      kind: 'gone',
      httpStatus: 404,
      operation: 'customer_lists/create',
    });
    expect(outcome).toMatchObject({ reason: 'PERMISSION_MISSING' });
    expect(consequence).toBe('ad-account-closed');
  });

  it.each([400, 413, 422])('splits records that were refused with %i', (httpStatus) => {
    expect(judge({ kind: 'badRecords', httpStatus, pinterestCode: 1 }).outcome).toEqual({
      kind: 'refused',
      reason: 'BAD_RECORDS',
      report: { status: httpStatus, code: 1, requestId: 'rid-1', message: 'because' },
    });
  });

  it('waits as long as a 429 asks', () => {
    expect(judge({ kind: 'throttled', httpStatus: 429, retryAfterMs: 60_000 }).outcome).toMatchObject({
      kind: 'retry',
      reason: 'THROTTLED',
      notBeforeMs: NOW + 60_000,
    });
  });

  it('sends one at a time after several writes to one object', () => {
    expect(judge({ kind: 'throttled', httpStatus: 429, concurrentWrites: true }).outcome).toMatchObject({
      kind: 'retry',
      serialize: true,
    });
  });

  it('rests long and raises an alert when Pinterest speaks of spam', () => {
    const { outcome, consequence } = judge({
      kind: 'throttled',
      httpStatus: 429,
      spam: true,
      retryAfterMs: 5_000,
    });
    expect(outcome).toMatchObject({ kind: 'retry', notBeforeMs: NOW + SPAM_REST_MS });
    expect(consequence).toBe('spam-alert');
  });

  it('retries without a status when no answer came', () => {
    const { outcome } = judge({ kind: 'transient', httpStatus: null, timedOut: true });
    expect(outcome).toEqual({
      kind: 'retry',
      reason: 'TRANSIENT',
      report: { requestId: 'rid-1', message: 'because' },
    });
  });

  it('holds the audience that Pinterest refuses to make', () => {
    expect(
      judge({ kind: 'unexpected', httpStatus: 400, operation: 'audiences/create' }).outcome,
    ).toMatchObject({
      kind: 'hold',
      scope: 'group',
      reason: 'AUDIENCE_REFUSED',
    });
  });

  it('retries what nobody foresaw, within the retry window', () => {
    expect(judge({ kind: 'unexpected', httpStatus: 302 }).outcome).toMatchObject({
      kind: 'retry',
      reason: 'UNEXPECTED',
    });
  });
});
