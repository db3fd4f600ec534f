import { CanvasesRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type EntryRefusal } from './entry-call.ts';

/** Looks, before a long body is read, whether its users could enter at all. */
@Injectable()
export class EntryGate {
  constructor(private readonly canvases: CanvasesRepository) {}

  /** Null: go on. A repeated stream may go on after its canvas was stopped: it may have been answered before that. */
  async refusalOf(workspaceId: string, stepId: string, mayBeRepeated: boolean): Promise<EntryRefusal | null> {
    const canvas = await this.canvases.findByStep(workspaceId, stepId);
    const step = canvas?.steps.find(({ id }) => id === stepId);
    if (!canvas || !step) return { kind: 'unknownStep' };
    if (step.kind === 'EXTERNAL') return { kind: 'stepNotSyncable' };
    return canvas.status === 'ACTIVE' || mayBeRepeated
      ? null
      : { kind: 'canvasNotActive', status: canvas.status };
  }
}
