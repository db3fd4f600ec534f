// Real: the ids. Mocked: time.
import { uuidv7Maker } from './ids.ts';

test('ids are UUIDs of version 7 that sort by age, also within a millisecond and when the clock steps back', () => {
  const next = uuidv7Maker();
  const ids = Array.from({ length: 10_000 }, (_, i) => next(i === 9_999 ? 1 : 1_700_000_000_000));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(10_000);
  expect(
    ids.every((id) => /^018bcfe5-6[0-9a-f]{3}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true);
});
