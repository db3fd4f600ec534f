import { badRequest } from '../http/api-error.ts';
import { type UserCall } from '../http/operation.ts';
import { type JsonObject } from '../http/request-body.ts';
import { type AdAccount } from '../world/ad-account.ts';
import { type AudienceType } from '../world/audience.ts';
import { type CustomerList } from '../world/customer-list.ts';

/** Millions of people that an Actalike percentage is taken of; made up. */
const PEOPLE_IN_COUNTRY: Readonly<Record<string, number>> = {
  US: 90_000_000,
  GB: 20_000_000,
  CA: 12_000_000,
};
const PEOPLE_OF_OTHER_KINDS = 12_345;

/** Checks the rule of a new audience and finds what it reaches: a list, or a number of people. */
export function audienceSource(
  call: UserCall,
  account: AdAccount,
  type: AudienceType,
  rule: JsonObject,
): CustomerList | number {
  switch (type) {
    case 'CUSTOMER_LIST':
      return listOfRule(call, account, rule);
    case 'ACTALIKE':
      return peopleLikeSeed(call, account, rule);
    case 'VISITOR':
      requireTexts(rule, 'visitor_source_id');
      return PEOPLE_OF_OTHER_KINDS;
    case 'ENGAGEMENT':
      requireTexts(rule, 'engagement_domain');
      return PEOPLE_OF_OTHER_KINDS;
    case 'PERSONA':
      return PEOPLE_OF_OTHER_KINDS;
  }
}

function listOfRule({ state }: UserCall, account: AdAccount, rule: JsonObject): CustomerList {
  const id = rule['customer_list_id'];
  if (typeof id !== 'string') throw badRequest("'rule.customer_list_id' is a required string.");
  const list = state.world.customerLists.get(id);
  if (!list || list.deleted || list.fields.adAccountId !== account.id)
    throw badRequest("'rule.customer_list_id' names no customer list of this ad account.");
  return list;
}

/** An Actalike aims at an audience id, not at a list id, and needs one that is READY. */
function peopleLikeSeed({ state, nowMs }: UserCall, account: AdAccount, rule: JsonObject): number {
  const percentage = Number(rule['percentage']);
  const people = PEOPLE_IN_COUNTRY[String(rule['country'])];
  if (people === undefined) throw badRequest("'rule.country' must be one of US, CA, GB.");
  if (!Number.isInteger(percentage) || percentage < 1 || percentage > 10)
    throw badRequest("'rule.percentage' must be an integer from 1 to 10.");
  for (const seedId of requireTexts(rule, 'seed_id')) {
    const seed = state.world.audiences.get(seedId);
    if (!seed || seed.deleted || seed.fields.adAccountId !== account.id)
      throw badRequest("'rule.seed_id' names no audience of this ad account.");
    if (seed.statusAt(nowMs) !== 'READY') throw badRequest("The audience of 'rule.seed_id' is not READY.");
  }
  return Math.round((people * percentage) / 100);
}

function requireTexts(rule: JsonObject, field: string): string[] {
  const values = rule[field];
  const valid =
    Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string');
  if (!valid) throw badRequest(`'rule.${field}' must be a list of one or more strings.`);
  return values;
}
