import { type Canvas, type CanvasStatus, type LaunchProblem } from '@audience-sync/domain';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { LaunchProblemObject } from '../canvases/canvas.object.ts';
import { CanvasStatusEnum } from '../graphql/enums.ts';

/** A canvas and what keeps it from syncing. */
export interface CanvasState {
  readonly canvas: Canvas;
  readonly problems: readonly LaunchProblem[];
}

@Requires('VIEWER')
@ObjectType('CanvasState', {
  description: 'Whether users can enter a canvas, and what keeps it from syncing.',
})
export class CanvasStateObject {
  constructor(private readonly source: CanvasState) {}

  @Field(() => ID, { description: 'The canvas.' })
  get canvasId(): string {
    return this.source.canvas.id;
  }

  @Field(() => CanvasStatusEnum, { description: 'Whether users can enter.' })
  get status(): CanvasStatus {
    return this.source.canvas.status;
  }

  @Field(() => Int, { description: 'The version that this is about.' })
  get version(): number {
    return this.source.canvas.version;
  }

  @Field(() => [LaunchProblemObject], {
    description:
      'What stands against launching it, or keeps an active one from syncing; empty when nothing does.',
  })
  get problems(): readonly LaunchProblemObject[] {
    return this.source.problems.map((problem) => new LaunchProblemObject(problem));
  }
}
