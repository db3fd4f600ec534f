import { isUsable, type Audience, type AudienceChange } from '@audience-sync/domain';
import { JobQueue, topics } from '@audience-sync/messaging';
import { type Tx } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { readName } from '../graphql/names.ts';
import {
  ConnectionUnusableError,
  type InvalidInputError,
  NotFoundError,
  PinterestUnavailableError,
  UserError,
} from '../graphql/user-error.object.ts';
import { type PinterestFailure } from '../pinterest/pinterest-failure.ts';
import { TopicWatch } from '../waiting/topic-watch.ts';
import { AudienceChangeParts } from './audience-change.parts.ts';
import { readDescription } from './audience-edits.ts';
import { AudienceNames } from './audience-names.service.ts';
import { AudienceUsage } from './audience-usage.ts';
import {
  type AudienceInUseError,
  AudienceNotChangeableError,
  type AudienceNameTakenError,
} from './audience.errors.ts';
import { AudienceObject } from './audience.object.ts';
import { type UpdateAudienceInput } from './audience.results.ts';

type Refusal = NotFoundError | AudienceNotChangeableError;
export type UpdateOutcome =
  AudienceObject | Refusal | InvalidInputError | AudienceNameTakenError | PinterestFailure;
export type RemoveOutcome = AudienceObject | Refusal | AudienceInUseError | PinterestFailure;

/** How long a person waits for the worker to have done it at Pinterest; after that it goes on in the background. */
const WAIT_MS = 10_000;

/** Renames audiences and removes them at Pinterest. Only the worker writes there: it is told here, and waited for. */
@Injectable()
export class AudienceChangeService {
  constructor(
    private readonly parts: AudienceChangeParts,
    private readonly names: AudienceNames,
    private readonly usage: AudienceUsage,
    private readonly jobs: JobQueue,
    private readonly watch: TopicWatch,
  ) {}

  async update(caller: Caller, input: UpdateAudienceInput): Promise<UpdateOutcome> {
    const name = input.name == null ? null : readName(input.name);
    if (name instanceof UserError) return name;
    const description = input.description === undefined ? undefined : readDescription(input.description);
    if (description instanceof UserError) return description;
    const audience = await this.parts.audiences.find(caller.workspaceId, input.audienceId);
    if (!audience) return notFound(['input', 'audienceId']);
    if (isOver(audience)) return over(audience);
    const wanted = {
      name: name ?? audience.name,
      description: description === undefined ? audience.description : description,
    };
    const refused = await this.parts.database.transaction((tx) => this.ask(caller, audience, wanted, tx));
    return refused ?? this.outcome(caller.workspaceId, audience.id);
  }

  /** A draft is only put away here; one that exists at Pinterest is removed there. */
  async remove(caller: Caller, audienceId: string): Promise<RemoveOutcome> {
    const { audiences, database, changes } = this.parts;
    const { workspaceId } = caller;
    const audience = await audiences.find(workspaceId, audienceId);
    if (!audience) return notFound(['audienceId']);
    if (isOver(audience)) return over(audience);
    const isHereOnly = audience.pinterestAudienceId === null;
    if (isHereOnly && audience.status !== 'DRAFT') return busy();
    const unusable = isHereOnly ? null : await this.unusable(audience);
    if (unusable) return unusable;
    const refused = await database.transaction(async (tx) => {
      const inUse = await this.usage.of(workspaceId, audienceId, tx);
      if (inUse) return inUse;
      if (isHereOnly) await audiences.change(workspaceId, audienceId, { status: 'ARCHIVED' }, tx);
      else if (!(await changes.request(workspaceId, audienceId, { kind: 'REMOVE' }, tx))) return busy();
      return this.record(caller, audienceId, 'audience.removed', tx);
    });
    return refused ?? this.outcome(workspaceId, audienceId);
  }

  /** Null: its connection can be used. */
  async unusable({ workspaceId, connectionId }: Audience): Promise<ConnectionUnusableError | null> {
    const connection = await this.parts.connections.find(workspaceId, connectionId);
    return connection && isUsable(connection)
      ? null
      : new ConnectionUnusableError('Connect Pinterest again first.');
  }

  /** What became of a change that was asked for: the audience as it is then, or why Pinterest refused. */
  async outcome(
    workspaceId: string,
    audienceId: string,
  ): Promise<AudienceObject | PinterestUnavailableError | NotFoundError> {
    await this.jobs.add({ name: 'audience.apply', audienceId });
    const read = () => this.parts.audiences.find(workspaceId, audienceId);
    const settled = async () => {
      const audience = await read();
      return audience?.pendingChange ? null : audience;
    };
    const audience =
      (await this.watch.until(topics.audience(audienceId), settled, WAIT_MS)) ?? (await read());
    if (!audience) return notFound(['audienceId']);
    const refused = audience.pendingChange === null && audience.problem !== null;
    return refused ? new PinterestUnavailableError(audience.problem) : new AudienceObject(audience);
  }

  private async ask(
    caller: Caller,
    audience: Audience,
    wanted: Omit<Extract<AudienceChange, { kind: 'UPDATE' }>, 'kind'>,
    tx: Tx,
  ): Promise<Refusal | AudienceNameTakenError | PinterestFailure | null> {
    const { audiences, adAccounts, changes } = this.parts;
    const { id, workspaceId, adAccountId } = audience;
    const adAccount = await adAccounts.find(workspaceId, adAccountId, tx);
    if (!adAccount) return notFound(['input', 'audienceId']);
    const taken = await this.names.taken(adAccount, wanted.name, tx, id);
    if (taken) return taken;
    if (!(await audiences.editUnborn(workspaceId, id, wanted, tx))) {
      const unusable = await this.unusable(audience);
      if (unusable) return unusable;
      if (!(await changes.request(workspaceId, id, { kind: 'UPDATE', ...wanted }, tx))) return busy();
    }
    return this.record(caller, id, 'audience.changed', tx);
  }

  private async record(
    { workspaceId, keyId }: Caller,
    subjectId: string,
    action: string,
    tx: Tx,
  ): Promise<null> {
    const event = { workspaceId, actor: keyId, action, subjectType: 'audience', subjectId, detail: {} };
    await this.parts.audit.record(event, tx);
    return null;
  }
}

const notFound = (path: readonly string[]): NotFoundError => new NotFoundError('The audience', path);
const isOver = ({ status }: Audience): boolean => status === 'DELETED' || status === 'ARCHIVED';
const over = ({ status }: Audience): AudienceNotChangeableError =>
  new AudienceNotChangeableError(
    status === 'DELETED'
      ? 'The audience does not exist at Pinterest any more.'
      : 'The audience is archived. Restore it first.',
  );
const busy = (): AudienceNotChangeableError =>
  new AudienceNotChangeableError(
    'Something else is being done to this audience at Pinterest. Try again in a moment.',
  );
