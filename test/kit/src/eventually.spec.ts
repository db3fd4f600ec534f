import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('returns what the assertion returned once it passes', async () => {
    let calls = 0;
    const answer = await eventually(
      () => {
        calls += 1;
        expect(calls).toBe(3);
        return 'there';
      },
      { intervalMs: 1 },
    );
    expect(answer).toBe('there');
    expect(calls).toBe(3);
  });

  it('gives up with the last failure and says how long it tried', async () => {
    let calls = 0;
    const failing = eventually(() => Promise.reject(new Error(`attempt ${++calls}`)), {
      timeoutMs: 20,
      intervalMs: 1,
    });
    await expect(failing).rejects.toThrow(/still failing after \d+ ms and \d+ tries\nattempt \d+/);
    expect(calls).toBeGreaterThan(1);
  });
});
