// Real: the hints. Mocked: time and the dispatcher.
import { InProcessWake } from './in-process-wake.ts';
import { ManualClock } from './testing/index.ts';

function stage() {
  const clock = new ManualClock(0);
  const followed: string[] = [];
  const errors: unknown[] = [];
  const follow = (what: string) => () => Promise.resolve(void followed.push(`${what}@${clock.now()}`));
  const dispatcher = {
    sealWindow: follow('seal'),
    dispatch: follow('dispatch'),
    attempt: () => Promise.reject(new Error('broken')),
    sweep: () => Promise.resolve({ flowIds: [], dueGroupIds: [], expiredLeases: 0, movements: [] }),
  };
  const wake = new InProcessWake({ clock, onError: (error) => errors.push(error) });
  return { clock, wake, dispatcher, followed, errors };
}

describe('InProcessWake', () => {
  test('hints come at their time, or at once', async () => {
    const { clock, wake, dispatcher, followed } = stage();
    wake.start(dispatcher);
    await wake.sealWindow({ groupId: 'g', windowId: 'w' }, 500);
    await wake.dispatch({ flowId: 'f' });
    clock.advance(0);
    clock.advance(500);
    expect(followed).toEqual(['dispatch@0', 'seal@500']);
  });

  test('what a hint leads to may fail: that is told, and nothing else happens', async () => {
    const { clock, wake, dispatcher, errors } = stage();
    wake.start(dispatcher);
    await wake.attempt({ batchId: 'b', attempt: 1 });
    clock.advance(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([new Error('broken')]);
  });

  test('sweeps again and again until it is stopped', async () => {
    const { clock, wake, dispatcher } = stage();
    const sweep = jest.spyOn(dispatcher, 'sweep');
    wake.start(dispatcher, { sweepEveryMs: 100 });
    clock.advance(350);
    expect(sweep).toHaveBeenCalledTimes(4);
    wake.stop();
    await wake.dispatch({ flowId: 'f' });
    clock.advance(1_000);
    expect(sweep).toHaveBeenCalledTimes(4);
  });
});
