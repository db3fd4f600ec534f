import { isSchedulerError, type LedgerMovement } from '@audience-sync/batching-scheduler';
import { isSyncStep } from '@audience-sync/domain';
import { TopicBus, topics } from '@audience-sync/messaging';
import { AuditEventsRepository, CanvasesRepository, Database } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { badCursor, readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import { NotFoundError, type InvalidInputError } from '../graphql/user-error.object.ts';
import { Wakes } from '../scheduler/wakes.ts';
import { RedriveUsersPayload, type RedriveUsersInput } from './delivery.results.ts';
import { DeliveryStore } from './delivery-store.ts';
import { ErroredUserObject, type ErroredUserPage } from './errored-user.object.ts';
import { problemWith } from './external-ids.ts';

export type RedriveOutcome = RedriveUsersPayload | NotFoundError | InvalidInputError;

export interface ErroredQuestion {
  readonly stepId: string;
  readonly reason: string | null | undefined;
}

/** Users of a step who were given up: who they are, and bringing them back. */
@Injectable()
export class ErroredUsersService {
  constructor(
    private readonly database: Database,
    private readonly canvases: CanvasesRepository,
    private readonly store: DeliveryStore,
    private readonly audit: AuditEventsRepository,
    private readonly wakes: Wakes,
    private readonly bus: TopicBus,
  ) {}

  /** Null: no such step. */
  async page(
    workspaceId: string,
    { stepId, reason }: ErroredQuestion,
    question: PageQuestion,
  ): Promise<ErroredUserPage | null> {
    const request = readPage(question);
    if (!(await this.isStep(workspaceId, stepId))) return null;
    const after = request.after === null ? {} : { after: String(request.after[0]) };
    const query = { sourceId: stepId, limit: request.size, ...(reason ? { reason } : {}), ...after };
    const { items, next } = await this.store.listErrored(query).catch(rethrow);
    const part = { items: items.map((item) => new ErroredUserObject(item)), hasMore: next !== null };
    return toPage(part, request, ({ source }) => [source.cursor]);
  }

  async redrive(caller: Caller, { stepId, reason, externalIds }: RedriveUsersInput): Promise<RedriveOutcome> {
    if (externalIds) {
      const problem = problemWith(externalIds, ['input', 'externalIds']);
      if (problem) return problem;
    }
    if (!(await this.isStep(caller.workspaceId, stepId)))
      return new NotFoundError('The step', ['input', 'stepId']);
    const filter = {
      sourceId: stepId,
      ...(reason ? { reason } : {}),
      ...(externalIds ? { itemIds: externalIds } : {}),
    };
    const { flowIds, movements } = await this.database.transaction(async (tx) => {
      const done = await this.store.redrive(filter, tx);
      const detail = { reason: reason ?? null, users: sumOf(done.movements) };
      const event = {
        workspaceId: caller.workspaceId,
        actor: caller.keyId,
        action: 'users.redriven',
        detail,
      };
      await this.audit.record({ ...event, subjectType: 'step', subjectId: stepId }, tx);
      return done;
    });
    await this.wakes.dispatch(flowIds);
    await this.bus.publish([topics.stepMetrics(stepId)]);
    const to = (outcome: LedgerMovement['to']) => sumOf(movements.filter((one) => one.to === outcome));
    return new RedriveUsersPayload(stepId, to('pending'), to('synced'));
  }

  private async isStep(workspaceId: string, stepId: string): Promise<boolean> {
    return (await this.canvases.findSteps(workspaceId, [stepId])).some(isSyncStep);
  }
}

const sumOf = (movements: readonly LedgerMovement[]): number =>
  movements.reduce((sum, { count }) => sum + count, 0);

/** A cursor of another list is the caller's mistake. */
function rethrow(error: unknown): never {
  throw isSchedulerError(error) && error.field === 'after' ? badCursor() : error;
}
