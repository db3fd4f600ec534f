import { type AdAccount, type Connection } from '@audience-sync/domain';
import { TopicBus, topics } from '@audience-sync/messaging';
import { AdAccountsRepository, ConnectionsRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { compareKeys, cut, readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import {
  ConnectionUnusableError,
  InputProblem,
  InvalidInputError,
  NotFoundError,
  UserError,
} from '../graphql/user-error.object.ts';
import { ConnectionClients } from '../pinterest/connection-clients.ts';
import { toPinterestFailure, type PinterestFailure } from '../pinterest/pinterest-failure.ts';
import { AdAccountReader } from './ad-account-reader.ts';
import { AdAccountSelection } from './ad-account-selection.ts';
import { AdAccountObject, type AdAccountPage } from './ad-account.object.ts';
import { AdAccountsPayload } from './connection.results.ts';
import { PinterestConnectionObject } from './pinterest-connection.object.ts';

export interface AdAccountFilter {
  readonly connectionId: string | null | undefined;
  readonly selected: boolean | null | undefined;
}

export type AdAccountsOutcome = AdAccountsPayload | NotFoundError | InvalidInputError | PinterestFailure;

/** Most ad accounts of one call. */
const MAX_SELECTED = 100;
const keyOf = ({ name, id }: AdAccountObject): string[] => [name, id];

/** Which ad accounts a workspace syncs to. */
@Injectable()
export class AdAccountsService {
  constructor(
    private readonly connections: ConnectionsRepository,
    private readonly adAccounts: AdAccountsRepository,
    private readonly selection: AdAccountSelection,
    private readonly reader: AdAccountReader,
    private readonly clients: ConnectionClients,
    private readonly bus: TopicBus,
  ) {}

  async page(workspaceId: string, filter: AdAccountFilter, question: PageQuestion): Promise<AdAccountPage> {
    const request = readPage(question);
    const all = await this.adAccounts.list(workspaceId, filter.connectionId ?? undefined);
    const wanted = all.filter(({ selected }) => (filter.selected ?? selected) === selected);
    const sorted = wanted
      .map((one) => new AdAccountObject(one))
      .sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
    return toPage(cut(sorted, request, keyOf), request, keyOf);
  }

  /** Selects, and asks Pinterest whether its terms are accepted: that is what stands against launching later. */
  select(caller: Caller, connectionId: string, ids: readonly string[]): Promise<AdAccountsOutcome> {
    return this.change(caller, connectionId, ids, async (connection, chosen) => {
      const client = await this.clients.open(connection);
      if (client instanceof ConnectionUnusableError) return client;
      await this.reader.checkTerms(client, chosen);
      return this.selection.mark(caller, chosen, true);
    });
  }

  deselect(caller: Caller, connectionId: string, ids: readonly string[]): Promise<AdAccountsOutcome> {
    return this.change(caller, connectionId, ids, (_connection, chosen) =>
      this.selection.mark(caller, chosen, false),
    );
  }

  /** Asks Pinterest again what the connection reaches, and whether the terms of what is selected are accepted. */
  async refresh({ workspaceId }: Caller, connectionId: string): Promise<AdAccountsOutcome> {
    const connection = await this.connections.find(workspaceId, connectionId);
    if (!connection) return new NotFoundError('The connection', ['connectionId']);
    const client = await this.clients.open(connection);
    if (client instanceof ConnectionUnusableError) return client;
    try {
      await this.reader.saveAll(connection, client);
      const listed = await this.adAccounts.list(workspaceId, connectionId);
      await this.reader.checkTerms(
        client,
        listed.filter(({ selected, missingSince }) => selected && missingSince === null),
      );
      await this.connections.markChecked(connectionId);
    } catch (error) {
      return toPinterestFailure(error);
    }
    await this.bus.publish([topics.connection(connectionId)]);
    return payload(connection, await this.adAccounts.list(workspaceId, connectionId));
  }

  /** Asks Pinterest about one ad account by its id: cheaper than listing all of them. */
  async check({ workspaceId }: Caller, id: string): Promise<AdAccountsOutcome> {
    const adAccount = await this.adAccounts.find(workspaceId, id);
    const connection = adAccount && (await this.connections.find(workspaceId, adAccount.connectionId));
    if (!adAccount || !connection) return new NotFoundError('The ad account', ['adAccountId']);
    const client = await this.clients.open(connection);
    if (client instanceof ConnectionUnusableError) return client;
    try {
      await this.reader.check(client, adAccount);
    } catch (error) {
      return toPinterestFailure(error);
    }
    await this.bus.publish([topics.connection(connection.id)]);
    return payload(connection, await this.adAccounts.findMany(workspaceId, [id]));
  }

  private async change(
    { workspaceId }: Caller,
    connectionId: string,
    ids: readonly string[],
    work: (
      connection: Connection,
      chosen: readonly AdAccount[],
    ) => Promise<readonly AdAccount[] | PinterestFailure>,
  ): Promise<AdAccountsOutcome> {
    const connection = await this.connections.find(workspaceId, connectionId);
    if (!connection) return new NotFoundError('The connection', ['input', 'connectionId']);
    const chosen = await this.choose(connection, ids);
    if (chosen instanceof UserError) return chosen;
    try {
      const changed = await work(connection, chosen);
      if (changed instanceof UserError) return changed;
      await this.bus.publish([topics.connection(connectionId)]);
      return payload(connection, changed);
    } catch (error) {
      return toPinterestFailure(error);
    }
  }

  private async choose(
    { workspaceId, id }: Connection,
    ids: readonly string[],
  ): Promise<readonly AdAccount[] | NotFoundError | InvalidInputError> {
    const path = ['input', 'adAccountIds'];
    if (ids.length === 0 || ids.length > MAX_SELECTED)
      return new InvalidInputError([new InputProblem(path, `Name 1 to ${MAX_SELECTED} ad accounts.`)]);
    const found = await this.adAccounts.findMany(workspaceId, ids);
    const chosen = found.filter(({ connectionId }) => connectionId === id);
    return chosen.length === new Set(ids).size
      ? chosen
      : new NotFoundError('An ad account of this connection', path);
  }
}

function payload(connection: Connection, adAccounts: readonly AdAccount[]): AdAccountsPayload {
  const objects = adAccounts.map((one) => new AdAccountObject(one));
  return new AdAccountsPayload(new PinterestConnectionObject(connection), objects);
}
