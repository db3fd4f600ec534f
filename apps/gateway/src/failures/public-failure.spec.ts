import { ForbiddenException, NotFoundException, ServiceUnavailableException } from '@nestjs/common';

import { OverloadedError } from '../entries/group-commit.ts';
import { publicFailure } from './public-failure.ts';

const SECRET = 'password=fake-secret at 10.0.0.7';
const tell = (thrown: unknown): string => {
  const { status, code, message } = publicFailure(thrown, 'ref-1');
  return `${status} ${code} ${message}`;
};

describe('what callers are told of something thrown', () => {
  it.each([
    [
      'a refusal',
      new ForbiddenException('This needs the role ADMIN.'),
      '403 FORBIDDEN This needs the role ADMIN.',
    ],
    [
      'a refusal with a code',
      new NotFoundException({ code: 'NOT_FOUND', message: 'The step was not found.' }),
      '404 NOT_FOUND The step was not found.',
    ],
    [
      "a parser's complaint",
      Object.assign(new Error('request entity too large'), { status: 413, expose: true }),
      '413 PAYLOAD_TOO_LARGE request entity too large',
    ],
    [
      'a bug',
      new Error(SECRET),
      '500 INTERNAL_SERVER_ERROR Something went wrong on our side (reference ref-1).',
    ],
    [
      'something that is no error',
      SECRET,
      '500 INTERNAL_SERVER_ERROR Something went wrong on our side (reference ref-1).',
    ],
    [
      'a complaint that is not for callers',
      Object.assign(new Error(SECRET), { status: 400 }),
      '500 INTERNAL_SERVER_ERROR Something went wrong on our side (reference ref-1).',
    ],
  ])('%s', (_what, thrown, words) => {
    expect(tell(thrown)).toBe(words);
  });

  it.each([
    ['a refused connection', Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' })],
    ['all of several', new AggregateError([Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' })])],
    ['a shutdown of Postgres', Object.assign(new Error(SECRET), { code: '57P01' })],
    [
      'a wrapped one',
      Object.assign(new Error(SECRET), { driverError: new Error('Connection terminated unexpectedly') }),
    ],
    ['one that says so', new ServiceUnavailableException(SECRET)],
  ])('a service that is away: %s', (_what, thrown) => {
    expect(tell(thrown)).toMatch(/^503 UNAVAILABLE /);
    expect(tell(thrown)).not.toContain(SECRET);
  });

  it('a character that Postgres cannot keep', () => {
    expect(tell(Object.assign(new Error(SECRET), { driverError: { code: '22021' } }))).toMatch(
      /^400 BAD_USER_INPUT /,
    );
  });

  it('too much at once', () => {
    expect(tell(new OverloadedError('Too many users are waiting to be stored.'))).toMatch(/^503 OVERLOADED /);
  });
});
