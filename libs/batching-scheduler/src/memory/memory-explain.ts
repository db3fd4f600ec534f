import { type Operation } from '../model.ts';
import { explainLanes, type LaneFacts, type WaitingExplanation } from '../waiting.ts';
import { byWindow } from './memory-claim.ts';
import { type GroupRow, isUnsettled, type MemoryState } from './memory-state.ts';
import { viewBatch } from './memory-view.ts';

export function explainGroup(state: MemoryState, group: GroupRow): WaitingExplanation {
  const flow = state.flows.get(group.flowId);
  return {
    groupId: group.id,
    flowId: group.flowId,
    flowHold: flow?.hold ?? null,
    groupHold: group.hold,
    flowNotBeforeMs: flow?.notBeforeMs ?? null,
    lanes: explainLanes({ ADD: factsOf(group, 'ADD'), REMOVE: factsOf(group, 'REMOVE') }),
  };
}

function factsOf(group: GroupRow, operation: Operation): LaneFacts {
  const own = group.batches
    .filter((batch) => batch.operation === operation && isUnsettled(batch))
    .sort(byWindow);
  const views = own.map(viewBatch);
  return {
    batches: own.length,
    items: views.reduce((sum, view) => sum + view.items, 0),
    first: views[0] ?? null,
    next: views.find((view) => view.state !== 'IN_FLIGHT') ?? null,
  };
}
