import { isSyncStep, type Step } from '@audience-sync/domain';
import { CanvasesRepository, NotSyncedRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { isExternalId } from '../entries/user-packer.ts';
import { cut, readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import { DeliveryStore } from './delivery-store.ts';
import { UserEntryObject, type UserEntryPage } from './user-entry.object.ts';

export interface TimelineQuestion {
  readonly externalId: string;
  readonly stepId: string | null | undefined;
}

/** Everything that is known of one user, by the engine's id. */
@Injectable()
export class UserTimelineService {
  constructor(
    private readonly canvases: CanvasesRepository,
    private readonly notSynced: NotSyncedRepository,
    private readonly store: DeliveryStore,
  ) {}

  /** Every time that the user entered a step of the workspace (or this one step), oldest first. */
  async page(
    workspaceId: string,
    { externalId, stepId }: TimelineQuestion,
    question: PageQuestion,
  ): Promise<UserEntryPage> {
    const request = readPage(question);
    const entries = isExternalId(externalId) ? await this.entriesOf(workspaceId, externalId, stepId) : [];
    const keyOf = (entry: UserEntryObject) => [entry.enteredAtMs, entries.indexOf(entry)];
    return toPage(cut(entries, request, keyOf), request, keyOf);
  }

  private async entriesOf(
    workspaceId: string,
    externalId: string,
    stepId: string | null | undefined,
  ): Promise<readonly UserEntryObject[]> {
    const steps = (await this.canvases.listSteps(workspaceId)).filter(
      (step) => !stepId || step.id === stepId,
    );
    const byId = new Map<string, Step>(steps.filter(isSyncStep).map((step) => [step.id, step]));
    if (byId.size === 0) return [];
    const [traces, notSynced] = await Promise.all([
      this.store.findItem([...byId.keys()], externalId),
      this.notSynced.find(workspaceId, externalId),
    ]);
    const entries = [
      ...traces.map((trace) =>
        withStep(byId.get(trace.sourceId), (step) => UserEntryObject.ofTrace(trace, step)),
      ),
      ...notSynced.map((entry) =>
        withStep(byId.get(entry.stepId), (step) => UserEntryObject.ofNotSynced(entry, step)),
      ),
    ];
    return entries.flat().sort((a, b) => a.enteredAtMs - b.enteredAtMs);
  }
}

function withStep<T>(step: Step | undefined, make: (step: Step) => T): readonly T[] {
  return step ? [make(step)] : [];
}
