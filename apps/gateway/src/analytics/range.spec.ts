import { InvalidInputError } from '../graphql/user-error.object.ts';
import { readRange, type RangeQuestion } from './range.ts';

const NOW = Date.UTC(2026, 5, 15, 12);
const range = (from: string, to: string, interval: RangeQuestion['interval'] = 'HOUR') =>
  readRange({ from: new Date(from), to: new Date(to), interval }, NOW);

describe('readRange', () => {
  it('takes a range that ends in the future as one that ends now', () => {
    expect(range('2026-06-15T00:00Z', '2026-06-16T00:00Z')).toMatchObject({
      from: new Date('2026-06-15T00:00Z'),
      to: new Date(NOW + 1),
      timeZone: 'UTC',
    });
  });

  it.each([
    ['MINUTE', '2026-06-15T01:07:20Z', '2026-06-15T01:08Z'],
    ['HOUR', '2026-06-15T01:07:20Z', '2026-06-15T01:15Z'],
    ['DAY', '2026-06-15T01:15Z', '2026-06-15T01:15Z'],
    ['HOUR', '2026-06-15T11:59:59Z', '2026-06-15T12:00Z'],
  ] as const)('ends a range by %s that ends at %s where the counts do, at %s', (interval, to, end) => {
    expect(range('2026-06-15T00:00Z', to, interval)).toMatchObject({ to: new Date(end) });
  });

  it.each<[string, string, string, RangeQuestion['interval'], string]>([
    ['reversed', '2026-06-02T00:00Z', '2026-06-01T00:00Z', 'HOUR', 'to'],
    ['empty', '2026-06-02T00:00Z', '2026-06-02T00:00Z', 'HOUR', 'to'],
    ['of the future', '2026-07-01T00:00Z', '2026-07-02T00:00Z', 'DAY', 'from'],
    ['huge', '1970-01-01T00:00Z', '2026-06-02T00:00Z', 'DAY', 'interval'],
    ['of too many hours', '2026-01-01T00:00Z', '2026-06-02T00:00Z', 'HOUR', 'interval'],
    ['of minutes long ago', '2026-01-01T00:00Z', '2026-01-01T01:00Z', 'MINUTE', 'from'],
    ['of no moment', 'nonsense', '2026-01-01T01:00Z', 'MINUTE', 'from'],
  ])('refuses a range that is %s, and names the field', (_, from, to, interval, field) => {
    const refused = range(from, to, interval);
    if (!(refused instanceof InvalidInputError)) throw new Error('it was taken');
    expect(refused.problems[0]?.path).toEqual(['range', field]);
    expect(refused.problems[0]?.message).not.toBe('');
  });
});
