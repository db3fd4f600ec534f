import { screenTimes } from './screen-times.ts';

const arrivals = {
  stepId: 'stp_1',
  atMs: Float64Array.of(10, 300, 600),
  entered: Float64Array.of(0, 50, 100),
  settled: Float64Array.of(0, 0, 50),
};

it('counts from each change to the first message that shows it', () => {
  const changes = [
    { atMs: 100, entered: 20, settled: 0 },
    { atMs: 250, entered: 50, settled: 0 },
    { atMs: 260, entered: 100, settled: 0 },
    { atMs: 590, entered: 100, settled: 50 },
  ];
  expect(screenTimes(changes, arrivals)).toEqual({ ms: [200, 50, 340, 10], missed: 0 });
});

it('tells of changes that nobody was shown', () => {
  expect(screenTimes([{ atMs: 700, entered: 100, settled: 100 }], arrivals)).toEqual({ ms: [], missed: 1 });
});
