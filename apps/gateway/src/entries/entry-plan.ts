import { type EntryAnswer, type EntryCall } from './entry-call.ts';
import { type EntryRoute, type EntryRoutes } from './entry-routes.ts';
import { packForStep, type StepShare } from './pack-for-step.ts';

/** A call with its route and what its first step gets. */
export interface PlannedCall {
  readonly call: EntryCall;
  readonly route: EntryRoute;
  /** Null when nobody can enter. */
  readonly share: StepShare | null;
}

export function planCall(call: EntryCall, routes: EntryRoutes): PlannedCall {
  const route = routes.of(call.workspaceId, call.stepId);
  const first = route.kind === 'open' ? route.chain.syncSteps[0] : undefined;
  return { call, route, share: first ? packForStep(call.users, first.matchFields) : null };
}

export type Counts = Pick<Extract<EntryAnswer, { kind: 'entered' }>, 'entered' | 'notSynced'>;

/** What a call comes to. */
export function countsOf({ share }: PlannedCall): Counts {
  const notSynced = share?.notSynced.ids.length ?? 0;
  return { entered: (share?.items.count ?? 0) + notSynced, notSynced };
}
