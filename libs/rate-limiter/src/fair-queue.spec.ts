import { FairQueue } from './fair-queue.ts';

const waiter = (name: string) => ({ name, party: name.slice(0, 1) });

function queueOf(...names: readonly string[]) {
  const queue = new FairQueue<ReturnType<typeof waiter>>();
  const waiters = names.map(waiter);
  for (const one of waiters) queue.push(one);
  return { queue, waiters };
}

function serveAll(queue: FairQueue<ReturnType<typeof waiter>>): string[] {
  const served: string[] = [];
  for (let head = queue.head; head; head = queue.head) {
    served.push(head.name);
    queue.serve(head);
  }
  return served;
}

describe('FairQueue', () => {
  it('lets parties take turns, first come first served within one', () => {
    const { queue } = queueOf('a1', 'a2', 'a3', 'b1', 'c1', 'b2');
    expect(queue.size).toBe(6);
    expect(serveAll(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
    expect(queue.size).toBe(0);
  });

  it('gives a party that comes later its turn before the second of a long one', () => {
    const { queue } = queueOf('a1', 'a2', 'a3');
    const [first] = [queue.head];
    if (first) queue.serve(first);
    queue.push(waiter('b1'));
    expect(serveAll(queue)).toEqual(['a2', 'b1', 'a3']);
  });

  it('takes out whoever leaves, and forgets a party without members', () => {
    const { queue, waiters } = queueOf('a1', 'b1', 'a2', 'b2');
    const [a1, b1, , b2] = waiters;
    if (!a1 || !b1 || !b2) throw new Error('four were pushed');
    expect([queue.remove(b1), queue.remove(b1), queue.serve(b1)]).toEqual([true, false, false]);
    expect(queue.removeWhere(({ name }) => name.endsWith('2')).map(({ name }) => name)).toEqual(['a2', 'b2']);
    expect([queue.size, serveAll(queue)]).toEqual([1, ['a1']]);
  });
});
