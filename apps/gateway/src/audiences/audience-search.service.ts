import { type AdAccount, type Audience } from '@audience-sync/domain';
import { AdAccountsRepository, AudiencesRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { compareKeys, cut, readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import { NotFoundError, UserError } from '../graphql/user-error.object.ts';
import { toPinterestFailure, type PinterestFailure } from '../pinterest/pinterest-failure.ts';
import { AudienceChoiceObject, AudienceChoicePage } from './audience-choice.object.ts';
import { AudienceObject } from './audience.object.ts';
import { isWritable } from './audiences.service.ts';
import { PinterestAudiences, type ListedAudience } from './pinterest-audiences.ts';

export type SearchOutcome = AudienceChoicePage | NotFoundError | PinterestFailure;

/** Most audiences of our own that one ad account can offer. */
const MAX_OWN = 10_000;
const keyOf = (choice: AudienceChoiceObject): string[] => [
  choice.name.toLowerCase(),
  choice.pinterestAudienceId ?? choice.audience?.id ?? '',
];

/** "Choose a new or existing audience": our drafts and what is at Pinterest, as one list. */
@Injectable()
export class AudienceSearchService {
  constructor(
    private readonly adAccounts: AdAccountsRepository,
    private readonly audiences: AudiencesRepository,
    private readonly atPinterest: PinterestAudiences,
  ) {}

  async search(
    workspaceId: string,
    adAccountId: string,
    words: string,
    question: PageQuestion,
  ): Promise<SearchOutcome> {
    const request = readPage(question);
    const adAccount = await this.adAccounts.find(workspaceId, adAccountId);
    if (!adAccount) return new NotFoundError('The ad account', ['adAccountId']);
    try {
      const listed = await this.atPinterest.list(adAccount);
      if (listed instanceof UserError) return listed;
      const page = { after: null, limit: MAX_OWN };
      const own = await this.audiences.list(workspaceId, { adAccountId }, page);
      const choices = merge(adAccount, own.items, listed).filter(named(words));
      const sorted = choices.sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
      return Object.assign(new AudienceChoicePage(), toPage(cut(sorted, request, keyOf), request, keyOf));
    } catch (error) {
      return toPinterestFailure(error);
    }
  }
}

function named(words: string): (choice: AudienceChoiceObject) => boolean {
  const wanted = words.normalize('NFC').trim().toLowerCase();
  return ({ name }) => name.normalize('NFC').toLowerCase().includes(wanted);
}

/** One entry an audience: ours when we know it, else Pinterest's. */
function merge(
  adAccount: AdAccount,
  own: readonly Audience[],
  listed: readonly ListedAudience[],
): AudienceChoiceObject[] {
  const usable = own.filter(({ status }) => status !== 'ARCHIVED' && status !== 'DELETED');
  const known = new Map(usable.map((audience) => [audience.pinterestAudienceId, audience]));
  const there = listed.map((one) => choiceOf(adAccount, one, known.get(one.id) ?? null));
  const ids = new Set(listed.map(({ id }) => id));
  const here = usable.filter(({ pinterestAudienceId: id }) => id === null || !ids.has(id)).map(draftChoice);
  return [...here, ...there];
}

function choiceOf(adAccount: AdAccount, one: ListedAudience, ours: Audience | null): AudienceChoiceObject {
  return Object.assign(new AudienceChoiceObject(), {
    name: one.name ?? one.id,
    audience: ours && new AudienceObject(ours),
    pinterestAudienceId: one.id,
    size: one.size,
    pinterestStatus: one.status,
    writable: !one.isReceived && isWritable(one, adAccount),
  });
}

function draftChoice(audience: Audience): AudienceChoiceObject {
  return Object.assign(new AudienceChoiceObject(), {
    name: audience.name,
    audience: new AudienceObject(audience),
    pinterestAudienceId: audience.pinterestAudienceId,
    size: audience.size,
    pinterestStatus: audience.pinterestStatus,
    writable: true,
  });
}
