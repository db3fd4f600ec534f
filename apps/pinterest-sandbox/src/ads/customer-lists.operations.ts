import { ApiError, badRequest, refusal } from '../http/api-error.ts';
import { type Operation, type UserCall } from '../http/operation.ts';
import { choice, parseJsonObject, requiredText } from '../http/request-body.ts';
import { type AdAccount } from '../world/ad-account.ts';
import { type CustomerList, LIST_TYPES, type ListType } from '../world/customer-list.ts';
import { parseRecords, type RecordBatch } from '../world/records.ts';
import { readableAccount, writableAccount } from './access.ts';
import { pageOf } from './paging.ts';

const LISTS = '/ad_accounts/{ad_account_id}/customer_lists';
const LIST = `${LISTS}/{customer_list_id}`;
const NAME_LENGTH = 256;

export const customerListOperations: Operation[] = [
  {
    id: 'customer_lists/create',
    method: 'POST',
    path: LISTS,
    category: 'ads_write',
    access: 'ads:write',
    handle: createList,
  },
  {
    id: 'customer_lists/list',
    method: 'GET',
    path: LISTS,
    category: 'ads_read',
    access: 'ads:read',
    handle: listLists,
  },
  {
    id: 'customer_lists/get',
    method: 'GET',
    path: LIST,
    category: 'ads_read',
    access: 'ads:read',
    handle: (call) => listBody(call, findList(call, readableAccount(call))),
  },
  {
    id: 'customer_lists/update',
    method: 'PATCH',
    path: LIST,
    category: 'ads_write',
    access: 'ads:write',
    handle: updateList,
  },
];

function createList(call: UserCall): unknown {
  const account = writableAccount(call);
  const body = parseJsonObject(call.bodyText);
  const name = requiredText(body, 'name', NAME_LENGTH);
  const listType = choice(body, 'list_type', LIST_TYPES, 'EMAIL');
  const { allowEmptyCreate, uniqueNames } = call.state.options.unknowns;
  if (name.trim() === '') throw badRequest("'name' must not be empty.");
  if (uniqueNames && account.customerLists.some((list) => !list.deleted && list.fields.name === name))
    throw badRequest('A customer list of this name exists already.');
  const batch = readRecords(call, requiredText(body, 'records'), listType, allowEmptyCreate);
  const list = call.state.world.addCustomerList(account, { name, listType });
  list.apply(batch, 'ADD', call.nowMs);
  return listBody(call, list);
}

function updateList(call: UserCall): unknown {
  const list = findList(call, writableAccount(call));
  const body = parseJsonObject(call.bodyText);
  const operation = choice(body, 'operation_type', ['ADD', 'REMOVE']);
  const batch = readRecords(call, requiredText(body, 'records'), list.fields.listType, false);
  checkListTakesWrites(call, list);
  list.apply(batch, operation, call.nowMs);
  return listBody(call, list);
}

function checkListTakesWrites({ state, nowMs }: UserCall, list: CustomerList): void {
  const { allowWriteWhileProcessing, minMsBetweenWritesToList } = state.options.unknowns;
  if (!allowWriteWhileProcessing && list.statusAt(nowMs) === 'PROCESSING')
    throw new ApiError(409, 1, 'The customer list is still being processed.', 'bad_request');
  if (nowMs - list.lastWriteMs >= minMsBetweenWritesToList) return;
  const message = 'Limit exceeded: several writes to one object in a short time window.';
  throw new ApiError(429, 8, message, 'writes_to_one_list');
}

function readRecords(call: UserCall, text: string, listType: ListType, allowEmpty: boolean): RecordBatch {
  const { allowClearDeviceIds, allowMixedKinds, maxRecordsPerRequest } = call.state.options.unknowns;
  const batch = parseRecords(text, {
    clearEmails: allowMixedKinds || listType === 'EMAIL',
    clearDeviceIds: allowClearDeviceIds,
  });
  if ('badRecord' in batch) throw badRequest(`Record ${batch.badRecord} of 'records' is not valid.`);
  if (batch.size === 0 && !allowEmpty) throw badRequest("'records' must not be empty.");
  if (maxRecordsPerRequest > 0 && batch.size > maxRecordsPerRequest)
    throw badRequest(`'records' holds more than ${maxRecordsPerRequest} records.`);
  return batch;
}

function listLists(call: UserCall): unknown {
  const living = readableAccount(call).customerLists.filter((list) => !list.deleted);
  const page = pageOf(living, (list) => list.fields.id, call.query, 'customer_lists');
  return { items: page.items.map((list) => listBody(call, list)), bookmark: page.bookmark };
}

function findList({ state, params }: UserCall, account: AdAccount): CustomerList {
  const list = state.world.customerLists.get(params['customer_list_id'] ?? '');
  if (list && !list.deleted && list.fields.adAccountId === account.id) return list;
  throw refusal(state.options.unknowns.deletedListAnswer, 'Customer list not found.', 'not_found');
}

const listBody = ({ state, nowMs }: UserCall, list: CustomerList): unknown =>
  list.toBody(nowMs, state.options.unknowns.exceptionsShape);
