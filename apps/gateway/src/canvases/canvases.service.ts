import { CANVAS_STATUSES, type CanvasStatus, type CanvasWithSteps } from '@audience-sync/domain';
import { TopicBus, topics } from '@audience-sync/messaging';
import {
  AuditEventsRepository,
  CanvasesRepository,
  Database,
  type SaveResult,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { readName } from '../graphql/names.ts';
import { idPage, readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import { type InvalidInputError, NotFoundError, UserError } from '../graphql/user-error.object.ts';
import { CanvasNotEditableError, StaleVersionError } from './canvas.errors.ts';
import { CanvasObject, type CanvasPage } from './canvas.object.ts';
import { type RenameCanvasInput } from './canvas.results.ts';

export type CreateOutcome = CanvasObject | InvalidInputError;
export type EditRefusal = NotFoundError | InvalidInputError | StaleVersionError | CanvasNotEditableError;
export type EditOutcome = CanvasObject | EditRefusal;

/** A change of a canvas: what it shall be, or why not. It may run again on a newer canvas. */
export type CanvasEdit<Refusal = EditRefusal> = (
  canvas: CanvasWithSteps,
) => Promise<CanvasWithSteps | Refusal> | CanvasWithSteps | Refusal;

export interface EditQuestion {
  readonly canvasId: string;
  readonly expectedVersion?: number | null;
  /** For the audit trail, `noun.verb`. */
  readonly action: string;
  /** Also when it is put away; nothing else may be done to it then. */
  readonly evenArchived?: boolean;
}

export interface CanvasSearch {
  readonly statuses: readonly CanvasStatus[] | null | undefined;
  readonly search: string | null | undefined;
}

const NOT_ARCHIVED = CANVAS_STATUSES.filter((status) => status !== 'ARCHIVED');
/** How often an edit that named no version starts over because somebody else was faster. */
const ATTEMPTS = 5;

/** The canvases of a workspace. */
@Injectable()
export class CanvasesService {
  constructor(
    private readonly database: Database,
    private readonly canvases: CanvasesRepository,
    private readonly audit: AuditEventsRepository,
    private readonly bus: TopicBus,
  ) {}

  /** Those that are put away are shown only to who asks for them. */
  async page(
    workspaceId: string,
    { statuses, search }: CanvasSearch,
    question: PageQuestion,
  ): Promise<CanvasPage> {
    const request = readPage(question);
    const filter = { statuses: statuses ?? NOT_ARCHIVED, ...(search ? { search } : {}) };
    const { items, hasMore } = await this.canvases.list(workspaceId, filter, idPage(request));
    const ids = items.map(({ id }) => id);
    const whole = new Map((await this.canvases.findMany(workspaceId, ids)).map((one) => [one.id, one]));
    const found = ids.flatMap((id) => whole.get(id) ?? []).map((one) => new CanvasObject(one));
    return toPage({ items: found, hasMore }, request, ({ id }) => [id]);
  }

  async create({ workspaceId, keyId }: Caller, rawName: string): Promise<CreateOutcome> {
    const name = readName(rawName);
    if (name instanceof UserError) return name;
    const canvas = await this.canvases.create(workspaceId, name);
    const subject = { subjectType: 'canvas', subjectId: canvas.id, detail: {} };
    await this.audit.record({ workspaceId, actor: keyId, action: 'canvas.created', ...subject });
    return new CanvasObject(canvas);
  }

  rename(
    caller: Caller,
    { canvasId, expectedVersion, name: rawName }: RenameCanvasInput,
  ): Promise<EditOutcome> {
    const question = { canvasId, expectedVersion: expectedVersion ?? null, action: 'canvas.renamed' };
    return this.edit(caller, question, (canvas) => {
      const name = readName(rawName);
      return name instanceof UserError ? name : { ...canvas, name };
    });
  }

  /** Changes a canvas as one step: on the version that the caller saw, or on the newest. */
  async edit<Refusal extends UserError = EditRefusal>(
    caller: Caller,
    question: EditQuestion,
    change: CanvasEdit<Refusal>,
  ): Promise<CanvasObject | NotFoundError | StaleVersionError | CanvasNotEditableError | Refusal> {
    const { canvasId, expectedVersion } = question;
    for (let attempt = 1; ; attempt++) {
      const canvas = await this.canvases.find(caller.workspaceId, canvasId);
      if (!canvas) return notFound();
      if (expectedVersion != null && expectedVersion !== canvas.version)
        return new StaleVersionError(canvas.version);
      if (canvas.status === 'ARCHIVED' && !question.evenArchived) return archived();
      const changed = await change(canvas);
      if (changed instanceof UserError) return changed;
      if (changed === canvas) return new CanvasObject(canvas);
      const result = await this.save(caller, question, changed);
      if (result.kind === 'saved') return new CanvasObject(result.canvas);
      if (result.kind === 'missing') return notFound();
      if (result.kind === 'step-in-use') return stepInUse(canvas);
      if (expectedVersion != null || attempt === ATTEMPTS)
        return new StaleVersionError(result.currentVersion);
    }
  }

  private async save(
    { workspaceId, keyId }: Caller,
    { action }: EditQuestion,
    canvas: CanvasWithSteps,
  ): Promise<SaveResult> {
    const result = await this.database.transaction(async (tx) => {
      const saved = await this.canvases.save(canvas, tx);
      const event = { workspaceId, actor: keyId, action, subjectType: 'canvas', subjectId: canvas.id };
      if (saved.kind === 'saved')
        await this.audit.record({ ...event, detail: { version: saved.canvas.version } }, tx);
      return saved;
    });
    if (result.kind === 'saved') await this.bus.publish([topics.canvas(canvas.id)]);
    return result;
  }
}

const notFound = (): NotFoundError => new NotFoundError('The canvas', ['input', 'canvasId']);

const archived = (): CanvasNotEditableError =>
  new CanvasNotEditableError('ARCHIVED', 'The canvas is archived. Restore it first.');

const stepInUse = ({ status }: CanvasWithSteps): CanvasNotEditableError =>
  new CanvasNotEditableError(
    status,
    'Users have entered this step: its numbers must be kept. Stop the canvas instead.',
  );
