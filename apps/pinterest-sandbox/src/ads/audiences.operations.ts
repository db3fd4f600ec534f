import { badRequest, notFound } from '../http/api-error.ts';
import { type Operation, type UserCall } from '../http/operation.ts';
import {
  choice,
  isObject,
  type JsonObject,
  optionalText,
  parseJsonObject,
  requiredText,
} from '../http/request-body.ts';
import { type AdAccount } from '../world/ad-account.ts';
import { type Audience, AUDIENCE_TYPES } from '../world/audience.ts';
import { readableAccount, writableAccount } from './access.ts';
import { audienceSource } from './audience-source.ts';
import { pageOf } from './paging.ts';

const AUDIENCES = '/ad_accounts/{ad_account_id}/audiences';
const AUDIENCE = `${AUDIENCES}/{audience_id}`;
const NAME_LENGTH = 256;

export const audienceOperations: Operation[] = [
  {
    id: 'audiences/create',
    method: 'POST',
    path: AUDIENCES,
    category: 'ads_write',
    access: 'ads:write',
    handle: createAudience,
  },
  {
    id: 'audiences/list',
    method: 'GET',
    path: AUDIENCES,
    category: 'ads_read',
    access: 'ads:read',
    handle: listAudiences,
  },
  {
    id: 'audiences/get',
    method: 'GET',
    path: AUDIENCE,
    category: 'ads_read',
    access: 'ads:read',
    handle: (call) => findAudience(call, readableAccount(call), true).toBody(call.nowMs),
  },
  {
    id: 'audiences/update',
    method: 'PATCH',
    path: AUDIENCE,
    category: 'ads_write',
    access: 'ads:write',
    handle: updateAudience,
  },
];

function createAudience(call: UserCall): unknown {
  const account = writableAccount(call);
  const body = parseJsonObject(call.bodyText);
  const audienceType = choice(body, 'audience_type', AUDIENCE_TYPES);
  const name = readName(call, account, body);
  const rule = readRule(body);
  const source = audienceSource(call, account, audienceType, rule);
  const description = optionalText(body, 'description') ?? null;
  const audience = call.state.world.addAudience(account, { audienceType, source, name, rule, description });
  return audience.toBody(call.nowMs);
}

function updateAudience(call: UserCall): unknown {
  const account = writableAccount(call);
  const audience = findAudience(call, account, false);
  const body = parseJsonObject(call.bodyText);
  const operation = choice(body, 'operation_type', ['UPDATE', 'REMOVE'], 'UPDATE');
  if (operation === 'REMOVE') removeAudience(call, audience);
  else editAudience(call, account, audience, body);
  audience.updatedMs = call.nowMs;
  return audience.toBody(call.nowMs);
}

function removeAudience({ state }: UserCall, audience: Audience): void {
  audience.deleted = true;
  if (state.options.unknowns.audienceRemoveDeletesList && audience.customerList)
    audience.customerList.deleted = true;
}

function editAudience(call: UserCall, account: AdAccount, audience: Audience, body: JsonObject): void {
  const name = body['name'] === undefined ? audience.name : readName(call, account, body, audience);
  const rule = body['rule'] === undefined ? audience.rule : readRule(body);
  if (rule !== audience.rule)
    audience.fields.source = audienceSource(call, account, audience.fields.audienceType, rule);
  audience.name = name;
  audience.rule = rule;
  audience.description = optionalText(body, 'description') ?? audience.description;
}

function readName(call: UserCall, account: AdAccount, body: JsonObject, self?: Audience): string {
  const name = requiredText(body, 'name', NAME_LENGTH);
  if (name.trim() === '') throw badRequest("'name' must not be empty.");
  const taken = account.audiences.some((other) => other !== self && !other.deleted && other.name === name);
  if (call.state.options.unknowns.uniqueNames && taken)
    throw badRequest('An audience of this name exists already.');
  return name;
}

function readRule(body: JsonObject): JsonObject {
  const rule = body['rule'];
  if (!isObject(rule)) throw badRequest("'rule' is a required object.");
  return rule;
}

function listAudiences(call: UserCall): unknown {
  const account = readableAccount(call);
  const ownership = call.query.get('ownership_type') ?? 'OWNED';
  if (ownership !== 'OWNED' && ownership !== 'RECEIVED')
    throw badRequest('Invalid ad account audience parameters.', 400);
  const all = ownership === 'OWNED' ? account.audiences : account.receivedAudiences;
  const living = all.filter((audience) => !audience.deleted);
  const page = pageOf(living, (audience) => audience.fields.id, call.query, `audiences/${ownership}`);
  return { items: page.items.map((audience) => audience.toBody(call.nowMs)), bookmark: page.bookmark };
}

/** @param shared whether an audience that others shared with the account will do as well */
function findAudience({ state, params }: UserCall, account: AdAccount, shared: boolean): Audience {
  const audience = state.world.audiences.get(params['audience_id'] ?? '');
  const owned = audience?.fields.adAccountId === account.id;
  const received = shared && audience !== undefined && account.receivedAudiences.includes(audience);
  if (audience && !audience.deleted && (owned || received)) return audience;
  throw notFound('Audience not found.');
}
