import { type LedgerMovement } from '@audience-sync/batching-scheduler';
import { StepAnnouncer } from './step-announcer.ts';

const moved = (sourceId: string): LedgerMovement => ({ sourceId, from: 'pending', to: 'synced', count: 1 });

describe('StepAnnouncer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('announces a step and a connection once an interval, however often they moved', () => {
    const announced: (readonly string[])[] = [];
    const announcer = new StepAnnouncer((ids) => Promise.resolve(void announced.push(ids)), 100);
    for (let n = 0; n < 50; n += 1) {
      announcer.touch([moved('stp_1')], 'con_1');
      announcer.touch([moved('stp_2')]);
    }
    expect(announced).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(announced).toEqual([['step/stp_1/metrics', 'connection/con_1/activity', 'step/stp_2/metrics']]);
  });

  it('announces what moves later in a message of its own', () => {
    const announced: (readonly string[])[] = [];
    const announcer = new StepAnnouncer((ids) => Promise.resolve(void announced.push(ids)), 100);
    announcer.touch([moved('stp_1')]);
    jest.advanceTimersByTime(100);
    announcer.touch([moved('stp_1')]);
    jest.advanceTimersByTime(100);
    expect(announced).toEqual([['step/stp_1/metrics'], ['step/stp_1/metrics']]);
  });

  it('survives a bus that is away', async () => {
    const announcer = new StepAnnouncer(() => Promise.reject(new Error('redis is away')), 100);
    announcer.touch([moved('stp_1')]);
    await expect(announcer.flush()).resolves.toBeUndefined();
  });

  it('stays silent when nothing moved', async () => {
    const announce = jest.fn(() => Promise.resolve());
    await new StepAnnouncer(announce, 100).flush();
    expect(announce).not.toHaveBeenCalled();
  });
});
