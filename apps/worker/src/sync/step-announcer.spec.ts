import { type LedgerMovement } from '@audience-sync/batching-scheduler';
import { StepAnnouncer } from './step-announcer.ts';

const moved = (sourceId: string): LedgerMovement => ({ sourceId, from: 'pending', to: 'synced', count: 1 });

describe('StepAnnouncer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('announces a step once an interval, however often it moved', () => {
    const announced: (readonly string[])[] = [];
    const announcer = new StepAnnouncer((ids) => Promise.resolve(void announced.push(ids)), 100);
    for (let n = 0; n < 50; n += 1) announcer.touch([moved('stp_1'), moved('stp_2')]);
    expect(announced).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(announced).toEqual([['stp_1', 'stp_2']]);
  });

  it('announces what moves later in a message of its own', () => {
    const announced: (readonly string[])[] = [];
    const announcer = new StepAnnouncer((ids) => Promise.resolve(void announced.push(ids)), 100);
    announcer.touch([moved('stp_1')]);
    jest.advanceTimersByTime(100);
    announcer.touch([moved('stp_1')]);
    jest.advanceTimersByTime(100);
    expect(announced).toEqual([['stp_1'], ['stp_1']]);
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
