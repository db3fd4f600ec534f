import { withinLimit } from './time-limit.ts';

it('answers as the work does', async () => {
  expect(await withinLimit(Promise.resolve(7), 1_000)).toBe(7);
  await expect(withinLimit(Promise.reject(new Error('broken')), 1_000)).rejects.toThrow('broken');
});

it('rejects when the work takes too long, and lets a later failure of it pass', async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<void>((_, reject) => (fail = reject));
  await expect(withinLimit(work, 1)).rejects.toThrow('no answer within 1 ms');
  fail(new Error('too late'));
});
