import { EventSlot } from './event-slot.ts';

it('keeps the latest event for a reader who comes late', async () => {
  const slot = new EventSlot(() => undefined);
  slot.put({ at: 1 });
  slot.put({ at: 2 });
  expect(await slot.next()).toEqual({ done: false, value: { at: 2 } });
});

it('answers a waiting reader, in the order of asking', async () => {
  const slot = new EventSlot(() => undefined);
  const first = slot.next();
  const second = slot.next();
  slot.put({ at: 1 });
  expect(await first).toEqual({ done: false, value: { at: 1 } });
  slot.put({ at: 2 });
  expect(await second).toEqual({ done: false, value: { at: 2 } });
});

it('ends waiting and later readers when it is closed, and says so once', async () => {
  const onClose = jest.fn();
  const slot = new EventSlot(onClose);
  const waiting = [slot.next(), slot.next()];
  slot.close();
  slot.close();
  slot.put({ at: 1 });
  const done = { done: true, value: undefined };
  expect(await Promise.all([...waiting, slot.next()])).toEqual([done, done, done]);
  expect(onClose).toHaveBeenCalledTimes(1);
});

it('is closed by leaving a loop over it', async () => {
  const onClose = jest.fn();
  const slot = new EventSlot(onClose);
  slot.put({ at: 7 });
  for await (const { at } of slot) {
    expect(at).toBe(7);
    break;
  }
  expect(onClose).toHaveBeenCalledWith(slot);
});
