import { FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('stands still until it is moved', async () => {
    const clock = new FakeClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(250);
    expect(clock.now()).toBe(1_250);
  });

  it('runs timers in the order of their time, each at its time', async () => {
    const clock = new FakeClock(0);
    const seen: string[] = [];
    clock.after(20, () => seen.push(`second at ${clock.now()}`));
    clock.after(10, () => seen.push(`first at ${clock.now()}`));
    clock.after(40, () => seen.push('never'));
    await clock.advance(30);
    expect(seen).toEqual(['first at 10', 'second at 20']);
    expect(clock.pending).toBe(1);
  });

  it('runs a timer that was set on the way', async () => {
    const clock = new FakeClock(0);
    const wakes: number[] = [];
    const loop = async (): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        await clock.sleep(10);
        wakes.push(clock.now());
      }
    };
    const done = loop();
    await clock.advance(30);
    await done;
    expect(wakes).toEqual([10, 20, 30]);
  });

  it('forgets a timer that was cancelled', async () => {
    const clock = new FakeClock(0);
    let ran = false;
    const cancel = clock.after(5, () => (ran = true));
    cancel();
    await clock.advance(10);
    expect(ran).toBe(false);
  });
});
