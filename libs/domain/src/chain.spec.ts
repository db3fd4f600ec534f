import fc from 'fast-check';
import { stepsReachedFrom } from './chain.ts';
import { type Step } from './step.ts';

/** Steps of a canvas by a letter each: S syncs, E is external. Their ids are their positions. */
function stepsOf(kinds: string): Step[] {
  return [...kinds].map((kind, position) => {
    const base = {
      id: String(position),
      canvasId: 'can_1',
      workspaceId: 'wks_1',
      position,
      name: `Step ${position}`,
    };
    if (kind === 'E') return { ...base, kind: 'EXTERNAL', queue: null };
    const target = { connectionId: null, adAccountId: null, audienceId: null };
    return { ...base, ...target, kind: 'AUDIENCE_SYNC', operation: 'ADD', matchFields: ['EMAIL'] };
  });
}

function reached(kinds: string, stepId: string) {
  const { syncSteps, handoffTo, exitsAt } = stepsReachedFrom(stepsOf(kinds), stepId);
  return [syncSteps.map((step) => step.id).join(), handoffTo?.id ?? null, exitsAt?.id ?? null];
}

it.each([
  ['S', '0', ['0', null, '0']],
  ['SSS', '0', ['0,1,2', null, '2']],
  ['SSS', '2', ['2', null, '2']],
  ['SE', '0', ['0', '1', null]],
  ['SSES', '0', ['0,1', '2', null]],
  ['SSES', '3', ['3', null, '3']],
  ['ESEE', '1', ['1', '2', null]],
])('of %s, from step %s', (kinds, stepId, expected) => {
  expect(reached(kinds, stepId)).toEqual(expected);
});

it.each(['1', '9'])('throws when step %s is not one that syncs', (stepId) => {
  expect(() => stepsReachedFrom(stepsOf('SE'), stepId)).toThrow(
    'is not an audience sync step of this canvas',
  );
});

it('leads every user out, either to the next external step or off the end, in whatever order the steps come', () => {
  const journey = fc
    .array(fc.constantFrom('S', 'E'), { minLength: 1, maxLength: 12 })
    .map((kinds) => kinds.join(''));
  fc.assert(
    fc.property(journey, fc.nat(), fc.nat(), (kinds, pick, turn) => {
      const steps = stepsOf(kinds);
      const entered = steps.filter((step) => step.kind === 'AUDIENCE_SYNC').at(pick % kinds.length);
      fc.pre(entered !== undefined);
      const shuffled = [...steps.slice(turn % steps.length), ...steps.slice(0, turn % steps.length)];
      const { syncSteps, handoffTo, exitsAt } = stepsReachedFrom(shuffled, entered?.id ?? '');
      const end = (entered?.position ?? 0) + syncSteps.length;
      expect(syncSteps.map((step) => step.position)).toEqual(
        syncSteps.map((_, index) => end - syncSteps.length + index),
      );
      expect(handoffTo).toBe(steps[end] ?? null);
      expect(exitsAt).toBe(end === steps.length ? steps.at(-1) : null);
      expect(handoffTo?.kind).not.toBe('AUDIENCE_SYNC');
    }),
  );
});
