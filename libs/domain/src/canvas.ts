import { type Step } from './step.ts';

export const CANVAS_STATUSES = ['DRAFT', 'ACTIVE', 'STOPPED', 'ARCHIVED'] as const;
export type CanvasStatus = (typeof CANVAS_STATUSES)[number];

/** A journey. */
export interface Canvas {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly status: CanvasStatus;
  /** Goes up with every change; an edit that names another version is stale. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly launchedAt: Date | null;
}

/** A canvas and its steps, in order of position. */
export interface CanvasWithSteps extends Canvas {
  readonly steps: readonly Step[];
}
