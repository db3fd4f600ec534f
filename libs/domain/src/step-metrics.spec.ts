import { sumCounts } from './step-metrics.ts';

it('adds up counters of steps, keeping what they sum to', () => {
  const one = { entered: 10, proceeded: 10, synced: 5, notSynced: 2, pending: 2, errored: 1, exited: 0 };
  const other = { entered: 3, proceeded: 3, synced: 3, notSynced: 0, pending: 0, errored: 0, exited: 3 };
  const sum = sumCounts([one, other]);
  expect(sum).toEqual({
    entered: 13,
    proceeded: 13,
    synced: 8,
    notSynced: 2,
    pending: 2,
    errored: 1,
    exited: 3,
  });
  expect(sum.entered).toBe(sum.synced + sum.notSynced + sum.pending + sum.errored);
});

it('adds up to zero when there are none', () => {
  expect(Object.values(sumCounts([]))).toEqual([0, 0, 0, 0, 0, 0, 0]);
});
