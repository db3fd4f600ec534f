import { type AdAccount, type Audience } from '@audience-sync/domain';
import {
  AdAccountsRepository,
  AudiencesRepository,
  AuditEventsRepository,
  ConnectionsRepository,
} from '@audience-sync/persistence';
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
import { AudienceObject, type AudiencePage } from './audience.object.ts';
import { type ChooseAudienceInput, type CreateAudienceInput } from './audience.results.ts';

export type CreateOutcome = AudienceObject | NotFoundError | InvalidInputError;
export type ChooseOutcome = CreateOutcome | PinterestFailure;

export interface AudienceSearch {
  readonly adAccountId: string | null | undefined;
  readonly search: string | null | undefined;
}

const MAX_DESCRIPTION = 500;
const DESCRIPTION_TOO_LONG = new InvalidInputError([
  new InputProblem(['input', 'description'], `The description is longer than ${MAX_DESCRIPTION} characters.`),
]);

/** The audiences of a workspace. */
@Injectable()
export class AudiencesService {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly adAccounts: AdAccountsRepository,
    private readonly connections: ConnectionsRepository,
    private readonly clients: ConnectionClients,
    private readonly audit: AuditEventsRepository,
  ) {}

  async page(
    workspaceId: string,
    { adAccountId, search }: AudienceSearch,
    question: PageQuestion,
  ): Promise<AudiencePage> {
    const request = readPage(question);
    const filter = {
      ...(adAccountId ? { adAccountId } : {}),
      ...(search ? { search } : {}),
    };
    const { items, hasMore } = await this.audiences.list(workspaceId, filter, idPage(request));
    return toPage({ items: items.map((one) => new AudienceObject(one)), hasMore }, request, ({ id }) => [id]);
  }

  async create(caller: Caller, input: CreateAudienceInput): Promise<CreateOutcome> {
    const name = readName(input.name);
    if (name instanceof UserError) return name;
    const description = input.description?.trim() || null;
    if (description !== null && description.length > MAX_DESCRIPTION) return DESCRIPTION_TOO_LONG;
    const adAccount = await this.adAccounts.find(caller.workspaceId, input.adAccountId);
    if (!adAccount) return new NotFoundError('The ad account', ['input', 'adAccountId']);
    const { connectionId, id: adAccountId } = adAccount;
    const draft = { connectionId, adAccountId, name, description };
    return this.recorded(
      caller,
      'audience.created',
      await this.audiences.createDraft(caller.workspaceId, draft),
    );
  }

  /** Takes up an audience of Pinterest, after looking that users can be written to it. */
  async choose(caller: Caller, input: ChooseAudienceInput): Promise<ChooseOutcome> {
    const adAccount = await this.adAccounts.find(caller.workspaceId, input.adAccountId);
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
    const connection = await this.connections.find(adAccount.workspaceId, adAccount.connectionId);
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
    const audience = await this.audiences.adopt(caller.workspaceId, {
      connectionId: adAccount.connectionId,
      adAccountId: adAccount.id,
      name: found.name ?? found.id,
      description: found.description,
      pinterestCustomerListId: customerListId,
      pinterestAudienceId: found.id,
      size: found.size,
      pinterestStatus: found.status,
    });
    return this.recorded(caller, 'audience.chosen', audience);
  }

  private async recorded(caller: Caller, action: string, audience: Audience): Promise<AudienceObject> {
    const { workspaceId, keyId: actor } = caller;
    const subject = { subjectType: 'audience', subjectId: audience.id, detail: {} };
    await this.audit.record({ workspaceId, actor, action, ...subject });
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
