import { type AnswerClass, answerClassOf, type AttemptAnswer } from './answer-class.ts';

it.each<[AttemptAnswer['outcome'], string | null, number | null, AnswerClass]>([
  ['accepted', null, 200, 'ACCEPTED'],
  ['retry', 'THROTTLED', 429, 'THROTTLED'],
  ['retry', 'SPAM', 429, 'THROTTLED'],
  ['retry', 'UNEXPECTED', 429, 'THROTTLED'],
  ['retry', 'TRANSIENT', 500, 'TRANSIENT'],
  ['retry', 'TRANSPORT_THREW', null, 'TRANSIENT'],
  ['retry', 'TOKEN_RENEWAL_FAILED', 503, 'TOKEN'],
  ['hold', 'INVALID_TOKEN', 400, 'TOKEN'],
  ['hold', 'PERMISSION_MISSING', 403, 'PERMISSION'],
  ['hold', 'AUDIENCE_DELETED', null, 'GONE'],
  ['refused', 'BAD_RECORDS', 400, 'REFUSED'],
  ['lost', 'LEASE_LOST', null, 'LOST'],
])('%s for %p with status %p is %s', (outcome, reason, status, expected) => {
  expect(answerClassOf({ outcome, reason, status })).toBe(expected);
});
