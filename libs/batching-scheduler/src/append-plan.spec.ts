// Real: the plan. Mocked: time and ids.
import fc from 'fast-check';

import { type AppendContext, type GroupWindow, NO_WINDOW, planAppend } from './append-plan.ts';
import { type AppendRequest } from './batch-store.port.ts';
import { type Operation } from './model.ts';
import { manyItems } from './testing/index.ts';

const LIMITS = {
  flushIntervalMs: 5_000,
  maxItems: 10,
  maxBytes: 1_000_000,
  bytesPerItem: 0,
  bytesPerKey: 65,
};
const EMPTY: GroupWindow = { ...NO_WINDOW, nextWindowNo: 1 };

let ids = 0;
const context = (options = {}): AppendContext => ({
  nowMs: 1_000,
  newId: () => `b${ids++}`,
  options: { ...LIMITS, ...options },
});
const request = (operation: Operation, count: number): AppendRequest => ({
  flowId: 'f',
  groupId: 'g',
  operation,
  sourceId: 's',
  items: manyItems('i', count),
});

describe('planAppend', () => {
  test('fills a batch, seals it at once, and opens a window for the rest', () => {
    const plan = planAppend(EMPTY, [request('ADD', 23)], context());
    expect(plan.batches.map(({ items, windowNo, isFull }) => [items, windowNo, isFull])).toEqual([
      [10, 1, true],
      [10, 2, true],
      [3, null, false],
    ]);
    expect(plan.window).toMatchObject({
      nextWindowNo: 3,
      sealAtMs: 6_000,
      mixed: false,
      open: { ADD: { items: 3 } },
    });
  });

  test('leaves no window open when everything fits exactly', () => {
    const { window } = planAppend(EMPTY, [request('ADD', 20)], context());
    expect(window).toEqual({ ...NO_WINDOW, nextWindowNo: 3 });
  });

  test('holds full batches open once both operations are in the window', () => {
    const { window, batches } = planAppend(EMPTY, [request('REMOVE', 1), request('ADD', 23)], context());
    expect(
      batches.map(({ operation, items, windowNo, isFull }) => [operation, items, windowNo, isFull]),
    ).toEqual([
      ['REMOVE', 1, null, false],
      ['ADD', 10, null, true],
      ['ADD', 10, null, true],
      ['ADD', 3, null, false],
    ]);
    expect(window).toMatchObject({ nextWindowNo: 1, mixed: true });
  });

  test('goes on where an earlier append stopped, and keeps the end of its window', () => {
    const first = planAppend(EMPTY, [request('ADD', 7)], context()).window;
    const { window, batches } = planAppend(first, [request('ADD', 2)], { ...context(), nowMs: 3_000 });
    expect(batches.map((batch) => batch.items)).toEqual([9]);
    expect([window.windowId, window.sealAtMs]).toEqual([first.windowId, 6_000]);
  });

  test('whatever comes, every item goes into one batch, in order, and no batch is over its limits', () => {
    const call = fc.array(
      fc.tuple(fc.constantFrom<Operation>('ADD', 'REMOVE'), fc.integer({ min: 1, max: 25 })),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 6 }),
        fc.integer({ min: 65, max: 65 * 12 }),
        (calls, maxBytes) => {
          let window = EMPTY;
          const filled = new Map<string, number>();
          for (const requests of calls.map((own) => own.map(([operation, n]) => request(operation, n)))) {
            const plan = planAppend(window, requests, context({ maxBytes }));
            for (const { batchId, items } of plan.pieces)
              filled.set(batchId, (filled.get(batchId) ?? 0) + items.count);
            for (const batch of plan.batches) {
              expect(batch.items).toBe(filled.get(batch.batchId));
              expect(batch.items).toBeLessThanOrEqual(10);
              expect(batch.bytes).toBeLessThanOrEqual(maxBytes);
            }
            expect(plan.pieces.flatMap((piece) => piece.items.ids)).toEqual(
              requests.flatMap((own) => own.items.ids),
            );
            expect(plan.window.windowId === null).toBe(
              !plan.window.open.ADD && !plan.window.open.REMOVE && !plan.window.mixed,
            );
            window = plan.window;
          }
        },
      ),
    );
  });
});
