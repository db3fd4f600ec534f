import { type AudienceChange } from '@audience-sync/domain';
import { type AudienceDelivery, type AudiencesRepository } from '@audience-sync/persistence';
import { isPinterestError, type PinterestClient, type PinterestError } from '@audience-sync/pinterest-client';
import { NotSentError } from '../sync/not-sent.error.ts';
import { type ActalikeCreator } from './actalike-creator.ts';
import { type ChangeReports } from './change-reports.ts';
import { type ConnectionClient } from './connection-client.ts';
import { type GoneAudiences } from './gone-audiences.ts';
import { refusalWords } from './refusal-words.ts';
import { type UnbornAudiences } from './unborn-audiences.ts';

export interface AudienceChangesParts {
  readonly audiences: AudiencesRepository;
  readonly reports: ChangeReports;
  readonly clients: ConnectionClient;
  readonly actalikes: ActalikeCreator;
  readonly unborn: UnbornAudiences;
  readonly gone: GoneAudiences;
}

/** What became of a change. `later`: it waits until then, or until somebody connects again (no time). */
type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'later'; readonly atMs: number | null; readonly problem: string };

const REST_MS = 5_000;
const BUSY_REST_MS = 1_000;
const DONE: Outcome = { kind: 'done' };

/** Does at Pinterest what is wanted of an audience. Doing it twice ends the same. */
export class AudienceChanges {
  constructor(private readonly parts: AudienceChangesParts) {}

  /** When to look again; null: there is nothing (more) to do by itself. */
  async apply(audienceId: string): Promise<number | null> {
    const { audiences, reports } = this.parts;
    const found = await audiences.findForDelivery(audienceId);
    const change = found?.audience.pendingChange;
    if (!change) return null;
    const outcome = await this.perform(found, change);
    if (outcome.kind === 'done') await reports.done(audienceId, change);
    else if (outcome.kind === 'refused') await reports.refused(audienceId, change, outcome.problem);
    else await reports.note(audienceId, outcome.problem);
    return outcome.kind === 'later' ? outcome.atMs : null;
  }

  private async perform(found: AudienceDelivery, change: AudienceChange): Promise<Outcome> {
    const client = await this.parts.clients.open(found.connection);
    if (client === null) return { kind: 'later', atMs: null, problem: 'Connect Pinterest again first.' };
    try {
      return await this.request(found, change, client);
    } catch (error) {
      if (error instanceof NotSentError)
        return {
          kind: 'later',
          atMs: error.untilMs,
          problem: 'It waits until Pinterest may be asked again.',
        };
      if (!isPinterestError(error)) throw error;
      return this.judge(found, change, error);
    }
  }

  private async request(
    found: AudienceDelivery,
    change: AudienceChange,
    client: PinterestClient,
  ): Promise<Outcome> {
    const { id, pinterestAudienceId } = found.audience;
    const { pinterestAdAccountId } = found.adAccount;
    if (change.kind === 'CREATE') return this.create(found, client);
    if (pinterestAudienceId === null) return (await this.parts.unborn.change(id, change)) ? DONE : busy();
    if (change.kind === 'UPDATE') {
      const { name, description } = change;
      const update = { name, ...(description === null ? {} : { description }) };
      await client.audiences.update(pinterestAdAccountId, pinterestAudienceId, update);
      return DONE;
    }
    await client.audiences.update(pinterestAdAccountId, pinterestAudienceId, { operationType: 'REMOVE' });
    await this.parts.gone.mark(id);
    return DONE;
  }

  private async create(found: AudienceDelivery, client: PinterestClient): Promise<Outcome> {
    switch (await this.parts.actalikes.create(found, client)) {
      case 'created':
        return DONE;
      case 'busy':
        return busy();
      case 'no-seed':
        return {
          kind: 'refused',
          problem: 'The audience that it shall resemble is not at Pinterest (any more).',
        };
    }
  }

  private async judge(
    { audience }: AudienceDelivery,
    change: AudienceChange,
    error: PinterestError,
  ): Promise<Outcome> {
    if (error.kind === 'gone' && change.kind !== 'CREATE') {
      await this.parts.gone.mark(audience.id);
      if (change.kind === 'REMOVE') return DONE;
    }
    if (error.kind === 'token') return { kind: 'later', atMs: null, problem: refusalWords(error) };
    if (error.kind === 'throttled' || error.kind === 'transient') return later(error);
    return { kind: 'refused', problem: refusalWords(error) };
  }
}

function busy(): Outcome {
  return {
    kind: 'later',
    atMs: Date.now() + BUSY_REST_MS,
    problem: 'Its users are creating it at this moment.',
  };
}

function later(error: PinterestError): Outcome {
  const atMs = Date.now() + Math.max(REST_MS, error.retryAfterMs ?? 0);
  return { kind: 'later', atMs, problem: refusalWords(error) };
}
