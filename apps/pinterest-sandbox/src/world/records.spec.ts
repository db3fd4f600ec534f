import { createHash } from 'node:crypto';
import { Matcher, MemberSet } from './member-set.ts';
import { parseRecords, type RecordBatch, type RecordRules } from './records.ts';

const RULES: RecordRules = { clearEmails: true, clearDeviceIds: false };
const digestOf = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex');
const SHA256 = digestOf('sha256', 'reader@shop.example');
const SHA1 = digestOf('sha1', 'reader@shop.example');
const MD5 = digestOf('md5', 'reader@shop.example');
const DEVICE_ID = '6d92078a-8246-4ba4-ae5b-76104861e7dc';

function parsed(text: string, rules = RULES): RecordBatch {
  const batch = parseRecords(text, rules);
  if ('badRecord' in batch) throw new Error(`record ${batch.badRecord} is bad`);
  return batch;
}

function membersOf(...texts: string[]): string[] {
  const members = new MemberSet(new Matcher(0.5, 1));
  for (const text of texts) members.apply(parsed(text), 'ADD');
  return [...members.sorted()];
}

describe('parseRecords', () => {
  it('takes SHA-256, SHA-1 and MD5 in either case', () => {
    expect(membersOf(`${SHA256},${SHA1.toUpperCase()},${MD5}`)).toEqual([SHA256, SHA1, MD5].sort());
  });

  it('takes a clear e-mail for the same person as its SHA-256', () => {
    expect(membersOf('reader@shop.example', SHA256)).toEqual([SHA256]);
  });

  it('counts duplicates as records sent', () => {
    expect(parsed(`${SHA256},${SHA256},${MD5}`).size).toBe(3);
  });

  it('allows the one trailing comma that the official example has', () => {
    expect(parsed(`${SHA256},`).size).toBe(1);
    expect(parsed('').size).toBe(0);
  });

  it.each([
    ['an empty record', `${SHA256},,${MD5}`, 2],
    ['a leading comma', `,${SHA256}`, 1],
    ['a hash that is cut short', `${SHA256},${SHA256.slice(1)}`, 2],
    ['a letter that is not hex', `${SHA256.slice(0, -1)}g`, 1],
    ['a letter beyond ASCII', `${SHA256.slice(0, -1)}ａ`, 1],
    ['spaces around a record', ` ${SHA256}`, 1],
    ['an upper-case e-mail', `${MD5},Reader@shop.example`, 2],
    ['a text that is no address', 'reader', 1],
    ['a clear advertising id', DEVICE_ID, 1],
  ])('refuses %s and says which record it is', (_, text, position) => {
    expect(parseRecords(text, RULES)).toEqual({ badRecord: position });
  });

  it('refuses a clear e-mail where only hashes may go', () => {
    expect(parseRecords('reader@shop.example', { ...RULES, clearEmails: false })).toEqual({ badRecord: 1 });
  });

  it('takes a clear advertising id when it is told to', () => {
    const batch = parsed(DEVICE_ID, { clearEmails: true, clearDeviceIds: true });
    const members = new MemberSet(new Matcher(0, 1));
    members.apply(batch, 'ADD');
    expect([...members.sorted()]).toEqual([digestOf('sha256', DEVICE_ID)]);
  });

  it('reads a full request of digests of mixed width', () => {
    const records = Array.from({ length: 1_900 }, (_, index) => [
      digestOf('sha256', `${index}`),
      digestOf('md5', `${index}`),
    ]);
    expect(membersOf(records.flat().join(','))).toEqual(records.flat().sort());
  });
});
