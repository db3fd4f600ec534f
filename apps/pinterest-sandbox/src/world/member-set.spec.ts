import { createHash } from 'node:crypto';
import { joinedLines, Matcher, MemberSet } from './member-set.ts';
import { parseRecords, type RecordBatch } from './records.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const records = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => sha256(`person ${from + index}`));
const batchOf = (all: string[]): RecordBatch =>
  parseRecords(all.join(','), { clearEmails: false, clearDeviceIds: false }) as RecordBatch;

describe('MemberSet', () => {
  it('has set semantics: adding twice or removing a stranger changes nothing', () => {
    const members = new MemberSet(new Matcher(0.5, 1));
    members.apply(batchOf(records(0, 10)), 'ADD');
    members.apply(batchOf(records(5, 15)), 'ADD');
    members.apply(batchOf(records(12, 30)), 'REMOVE');
    expect([...members.sorted()]).toEqual(records(0, 12).sort());
    expect(members.size).toBe(12);
  });

  it('digests the sorted members joined by newlines, anew after each change', () => {
    const members = new MemberSet(new Matcher(0.5, 1));
    expect(members.digest()).toBe(sha256(''));
    members.apply(batchOf(records(0, 3_000)), 'ADD');
    expect(members.digest()).toBe(sha256(records(0, 3_000).sort().join('\n')));
    members.apply(batchOf(records(0, 1)), 'REMOVE');
    expect(members.digest()).toBe(sha256(records(1, 3_000).sort().join('\n')));
  });

  it('matches about the asked share of people, the same ones every time, and forgets those removed', () => {
    const [first, second] = [new MemberSet(new Matcher(0.7, 5)), new MemberSet(new Matcher(0.7, 5))];
    first.apply(batchOf(records(0, 4_000)), 'ADD');
    second.apply(batchOf(records(0, 4_000).reverse()), 'ADD');
    expect(first.matched).toBe(second.matched);
    expect(first.matched / 4_000).toBeGreaterThan(0.65);
    expect(first.matched / 4_000).toBeLessThan(0.75);
    first.apply(batchOf(records(0, 4_000)), 'REMOVE');
    expect(first.matched).toBe(0);
  });
});

describe('joinedLines', () => {
  it.each([0, 1, 1_023, 1_024, 1_025, 5_000])(
    'puts newlines between %i lines and none at the end',
    (count) => {
      const lines = Array.from({ length: count }, (_, index) => `line ${index}`);
      expect([...joinedLines(lines)].join('')).toBe(lines.join('\n'));
    },
  );
});
