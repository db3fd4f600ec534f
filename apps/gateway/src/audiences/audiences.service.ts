import { type AdAccount, type Audience, type AudienceStatus } from '@audience-sync/domain';
import { type Tx } from '@audience-sync/persistence';
import { isPinterestError, type Audience as PinterestAudience } from '@audience-sync/pinterest-client';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { readName } from '../graphql/names.ts';
import { idPage, readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import {
  ConnectionUnusableError,
  InputProblem,
  InvalidInputError,
  NotFoundError,
  UserError,
} from '../graphql/user-error.object.ts';
import { ConnectionClients } from '../pinterest/connection-clients.ts';
import { toPinterestFailure, type PinterestFailure } from '../pinterest/pinterest-failure.ts';
import { SchedulerStore } from '../scheduler/scheduler-store.ts';
import { Wakes } from '../scheduler/wakes.ts';
import { AudienceChangeParts } from './audience-change.parts.ts';
import { readDescription } from './audience-edits.ts';
import { AudienceNames } from './audience-names.service.ts';
import { type AudienceNameTakenError } from './audience.errors.ts';
import { AudienceObject, type AudiencePage } from './audience.object.ts';
import { type ChooseAudienceInput, type CreateAudienceInput } from './audience.results.ts';

export type CreateOutcome = AudienceObject | NotFoundError | InvalidInputError | AudienceNameTakenError;
export type ChooseOutcome = Exclude<CreateOutcome, AudienceNameTakenError> | PinterestFailure;

/** Why the worker parks the batches of an audience that was gone. */
const AUDIENCE_DELETED = 'AUDIENCE_DELETED';

export interface AudienceSearch {
  readonly adAccountId: string | null | undefined;
  readonly search: string | null | undefined;
  readonly statuses: readonly AudienceStatus[] | null | undefined;
}

/** The audiences of a workspace. */
@Injectable()
export class AudiencesService {
  constructor(
    private readonly parts: AudienceChangeParts,
    private readonly names: AudienceNames,
    private readonly clients: ConnectionClients,
    private readonly store: SchedulerStore,
    private readonly wakes: Wakes,
  ) {}

  async page(
    workspaceId: string,
    { adAccountId, search, statuses }: AudienceSearch,
    question: PageQuestion,
  ): Promise<AudiencePage> {
    const request = readPage(question);
    const filter = {
      ...(adAccountId ? { adAccountId } : {}),
      ...(search ? { search } : {}),
      ...(statuses ? { statuses } : {}),
    };
    const { items, hasMore } = await this.parts.audiences.list(workspaceId, filter, idPage(request));
    return toPage({ items: items.map((one) => new AudienceObject(one)), hasMore }, request, ({ id }) => [id]);
  }

  async create(caller: Caller, input: CreateAudienceInput): Promise<CreateOutcome> {
    const name = readName(input.name);
    if (name instanceof UserError) return name;
    const description = readDescription(input.description);
    if (description instanceof UserError) return description;
    const adAccount = await this.parts.adAccounts.find(caller.workspaceId, input.adAccountId);
    if (!adAccount) return new NotFoundError('The ad account', ['input', 'adAccountId']);
    const { connectionId, id: adAccountId } = adAccount;
    const draft = { connectionId, adAccountId, name, description };
    return this.parts.database.transaction(async (tx) => {
      const taken = await this.names.taken(adAccount, name, tx);
      if (taken) return taken;
      const audience = await this.parts.audiences.createDraft(caller.workspaceId, draft, tx);
      return this.recorded(caller, 'audience.created', audience, tx);
    });
  }

  /** Takes up an audience of Pinterest, after looking that users can be written to it. */
  async choose(caller: Caller, input: ChooseAudienceInput): Promise<ChooseOutcome> {
    const adAccount = await this.parts.adAccounts.find(caller.workspaceId, input.adAccountId);
    if (!adAccount) return new NotFoundError('The ad account', ['input', 'adAccountId']);
    if (!/^\d{1,18}$/.test(input.pinterestAudienceId)) return unknownAudience();
    try {
      const found = await this.fetch(adAccount, input.pinterestAudienceId);
      return found instanceof UserError ? found : await this.adopt(caller, adAccount, found);
    } catch (error) {
      return isPinterestError(error) && error.kind === 'gone' ? unknownAudience() : toPinterestFailure(error);
    }
  }

  private async fetch(
    adAccount: AdAccount,
    id: string,
  ): Promise<PinterestAudience | ConnectionUnusableError> {
    const connection = await this.parts.connections.find(adAccount.workspaceId, adAccount.connectionId);
    const client = connection && (await this.clients.open(connection));
    if (!client) return new ConnectionUnusableError('Connect Pinterest again first.');
    if (client instanceof ConnectionUnusableError) return client;
    return (await client.audiences.get(adAccount.pinterestAdAccountId, id)).data;
  }

  private async adopt(
    caller: Caller,
    adAccount: AdAccount,
    found: PinterestAudience,
  ): Promise<ChooseOutcome> {
    const { customerListId } = found;
    if (!isWritable(found, adAccount) || customerListId === null) return notWritable();
    const existing = {
      ...{ connectionId: adAccount.connectionId, adAccountId: adAccount.id },
      ...{ name: found.name ?? found.id, description: found.description },
      ...{ pinterestCustomerListId: customerListId, pinterestAudienceId: found.id },
      ...{ size: found.size, pinterestStatus: found.status },
    };
    const { audience, flowIds } = await this.parts.database.transaction(async (tx) => {
      const adopted = await this.parts.audiences.adopt(caller.workspaceId, existing, tx);
      const resumed = await this.store.resume({ groupId: adopted.id }, AUDIENCE_DELETED, tx);
      return { audience: await this.recorded(caller, 'audience.chosen', adopted, tx), flowIds: resumed };
    });
    void this.wakes.dispatch(flowIds);
    return audience;
  }

  private async recorded(
    caller: Caller,
    action: string,
    audience: Audience,
    tx: Tx,
  ): Promise<AudienceObject> {
    const { workspaceId, keyId: actor } = caller;
    const subject = { subjectType: 'audience', subjectId: audience.id, detail: {} };
    await this.parts.audit.record({ workspaceId, actor, action, ...subject }, tx);
    return new AudienceObject(audience);
  }
}

/** Only an audience of a customer list takes users, and only that of the ad account itself: shared-in ones are read-only. */
export function isWritable(audience: PinterestAudience, { pinterestAdAccountId }: AdAccount): boolean {
  const isOwn = audience.adAccountId === null || audience.adAccountId === pinterestAdAccountId;
  return isOwn && audience.audienceType === 'CUSTOMER_LIST' && audience.customerListId !== null;
}

const unknownAudience = (): NotFoundError =>
  new NotFoundError('The audience', ['input', 'pinterestAudienceId']);

const notWritable = (): InvalidInputError =>
  new InvalidInputError([
    new InputProblem(
      ['input', 'pinterestAudienceId'],
      'Users cannot be written to this audience: it is no customer list, or another account has shared it.',
    ),
  ]);
