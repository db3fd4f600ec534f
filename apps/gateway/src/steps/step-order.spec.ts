import { type CanvasWithSteps, type Step } from '@audience-sync/domain';

import { insertStep, removeStep, reorderSteps } from './step-order.ts';

const step = (id: string, position = 0): Step => ({
  id,
  canvasId: 'can_1',
  workspaceId: 'wks_1',
  position,
  name: id,
  kind: 'EXTERNAL',
  queue: null,
});
const canvas: CanvasWithSteps = {
  id: 'can_1',
  workspaceId: 'wks_1',
  name: 'c',
  status: 'DRAFT',
  version: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  launchedAt: null,
  steps: [step('a', 0), step('b', 1), step('c', 2)],
};
const order = (result: CanvasWithSteps | null): string | null =>
  result && result.steps.map(({ id, position }) => `${id}${position}`).join(' ');

describe('the order of steps', () => {
  it.each([
    [null, 'a0 b1 c2 n3'],
    [0, 'n0 a1 b2 c3'],
    [2, 'a0 b1 n2 c3'],
    [3, 'a0 b1 c2 n3'],
    [4, null],
    [-1, null],
  ])('inserts at %p', (position, expected) => {
    expect(order(insertStep(canvas, step('n'), position))).toBe(expected);
  });

  it('closes the gap of a removed step', () => {
    expect(order(removeStep(canvas, 'b'))).toBe('a0 c1');
    expect(removeStep(canvas, 'x')).toBeNull();
  });

  it.each([
    [['c', 'a', 'b'], 'c0 a1 b2'],
    [['c', 'a'], null],
    [['c', 'a', 'a', 'b'], null],
    [['c', 'a', 'x'], null],
  ])('reorders to %j', (ids, expected) => {
    expect(order(reorderSteps(canvas, ids))).toBe(expected);
  });
});
