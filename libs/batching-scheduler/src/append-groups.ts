import { type AppendRequest } from './batch-store.port.ts';
import { MAX_ID_LENGTH, validateItems } from './packed-items.ts';
import { SchedulerError } from './scheduler.error.ts';

/** What one append brings to one group. */
export interface GroupRequests {
  readonly groupId: string;
  readonly flowId: string;
  readonly requests: readonly AppendRequest[];
}

/**
 * Checks the requests and puts them in group order, which is the order of locking.
 * @throws {SchedulerError} `INVALID_REQUEST` or `INVALID_ITEMS`, naming the field.
 */
export function groupRequests(requests: readonly AppendRequest[]): readonly GroupRequests[] {
  requests.forEach(check);
  const groups = new Map<string, AppendRequest[]>();
  for (const request of requests) {
    if (request.items.count === 0) continue;
    const own = groups.get(request.groupId);
    if (own) own.push(request);
    else groups.set(request.groupId, [request]);
  }
  return [...groups]
    .map(([groupId, own]) => ({ groupId, flowId: onlyFlow(own), requests: own }))
    .sort(byGroupId);
}

function check(request: AppendRequest, index: number): void {
  for (const field of ['flowId', 'groupId', 'sourceId'] as const) {
    const id = request[field];
    if (id.length === 0 || id.length > MAX_ID_LENGTH || id.includes('\0'))
      fail(`requests[${index}].${field}`, `is not 1 to ${MAX_ID_LENGTH} characters without NUL`);
  }
  validateItems(request.items);
}

function onlyFlow(requests: readonly AppendRequest[]): string {
  const flowId = requests[0]?.flowId ?? '';
  const other = requests.find((request) => request.flowId !== flowId);
  if (other) fail('flowId', `names two flows for group ${other.groupId}`);
  return flowId;
}

function fail(field: string, why: string): never {
  throw new SchedulerError('INVALID_REQUEST', field, why);
}

/** By code unit, the same everywhere: two writers must never disagree about the order of locking. */
const byGroupId = (a: GroupRequests, b: GroupRequests) => (a.groupId < b.groupId ? -1 : 1);
