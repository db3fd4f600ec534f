import { createHash } from 'node:crypto';
import { Audience } from './audience.ts';
import { CustomerList } from './customer-list.ts';
import { Matcher, MemberSet } from './member-set.ts';
import { parseRecords, type RecordBatch } from './records.ts';

const everybodyMatches = new Matcher(1, 1);

const people = (from: number, to: number): RecordBatch => {
  const hashes = Array.from({ length: to - from }, (_, index) =>
    createHash('sha256')
      .update(`person ${from + index}`)
      .digest('hex'),
  );
  return parseRecords(hashes.join(','), { clearEmails: false, clearDeviceIds: false }) as RecordBatch;
};

const newList = (): CustomerList =>
  new CustomerList(
    {
      id: '1',
      adAccountId: '2',
      name: 'Readers',
      listType: 'EMAIL',
      createdMs: 0,
      members: new MemberSet(everybodyMatches),
      formerPeople: 0,
    },
    { processingMs: 1_000, recheckMs: 5_000 },
  );

const audienceOf = (source: CustomerList | number, readyMs = 0): Audience =>
  new Audience(
    {
      id: '3',
      adAccountId: '2',
      audienceType: 'CUSTOMER_LIST',
      createdMs: 0,
      readyMs,
      companyName: null,
      source,
    },
    { name: 'Readers', description: null, rule: {} },
  );

describe('CustomerList', () => {
  it('counts calls and records sent, not members', () => {
    const list = newList();
    list.apply(people(0, 10), 'ADD', 0);
    list.apply(people(0, 10), 'ADD', 10);
    list.apply(people(50, 70), 'REMOVE', 20);
    expect(list.toBody(20_000, 'empty')).toMatchObject({
      num_batches: 3,
      num_uploaded_user_records: 20,
      num_removed_user_records: 20,
    });
    expect(list.fields.members.size).toBe(10);
  });

  it('is PROCESSING first, then READY or TOO_SMALL by the people matched', () => {
    const [small, large] = [newList(), newList()];
    small.apply(people(0, 99), 'ADD', 0);
    large.apply(people(0, 100), 'ADD', 0);
    expect(small.statusAt(999)).toBe('PROCESSING');
    expect(small.statusAt(1_000)).toBe('TOO_SMALL');
    expect(large.statusAt(1_000)).toBe('READY');
  });

  it('shows further records only after the recheck, and steady writes do not put it off', () => {
    const list = newList();
    list.apply(people(0, 50), 'ADD', 0);
    expect(list.statusAt(1_000)).toBe('TOO_SMALL');
    for (let now = 2_000; now < 7_000; now += 500) list.apply(people(0, 150), 'ADD', now);
    expect(list.peopleAt(6_999)).toBe(50);
    expect(list.statusAt(7_000)).toBe('READY');
    expect(list.peopleAt(7_000)).toBe(150);
  });

  it.each([
    ['absent', undefined],
    ['empty', {}],
    [
      'detailed',
      { items: [{ exceptions: [{ code: 1, message: 'The list has fewer than 100 Pinterest users.' }] }] },
    ],
  ] as const)('shows exceptions as %s', (shape, expected) => {
    const list = newList();
    list.apply(people(0, 5), 'ADD', 0);
    expect(list.toBody(1_000, shape)['exceptions']).toEqual(expected);
  });
});

describe('Audience', () => {
  it('is INITIALIZING until its list is counted and its own time has come', () => {
    const list = newList();
    list.apply(people(0, 120), 'ADD', 0);
    const audience = audienceOf(list, 3_000);
    expect(audience.statusAt(999)).toBe('INITIALIZING');
    expect(audience.statusAt(2_999)).toBe('INITIALIZING');
    expect(audience.statusAt(3_000)).toBe('READY');
    expect(audience.sizeAt(3_000)).toBe(120);
  });

  it('shows no size while there are fewer than 100 people', () => {
    const list = newList();
    list.apply(people(0, 99), 'ADD', 0);
    expect(audienceOf(list).statusAt(1_000)).toBe('TOO_SMALL');
    expect(audienceOf(list).sizeAt(1_000)).toBeNull();
  });

  it('falls to TOO_SMALL when its list is gone', () => {
    const list = newList();
    list.apply(people(0, 120), 'ADD', 0);
    list.deleted = true;
    expect(audienceOf(list).statusAt(1_000)).toBe('TOO_SMALL');
  });
});
