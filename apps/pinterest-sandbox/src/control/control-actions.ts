import { badRequest, notFound } from '../http/api-error.ts';
import { type JsonObject, requiredText } from '../http/request-body.ts';
import { type SandboxState } from '../state.ts';
import { type AdAccount, isPermission } from '../world/ad-account.ts';
import { addAdsManagerAudiences } from '../world/seed-world.ts';

/** A POST to the control door; `id` is the number in the path. */
type ControlAction = { pattern: RegExp; run: (state: SandboxState, body: JsonObject, id: string) => unknown };

const MOST_PRESET_AUDIENCES = 100_000;
const MOST_DAYS_AHEAD_MS = 366 * 86_400_000;

export const controlActions: readonly ControlAction[] = [
  { pattern: /^\/_control\/tokens\/revoke$/, run: revokeTokens },
  { pattern: /^\/_control\/customer_lists\/(\d+)\/delete$/, run: deleteList },
  { pattern: /^\/_control\/audiences\/(\d+)\/delete$/, run: deleteAudience },
  { pattern: /^\/_control\/ad_accounts\/(\d+)\/preset_audiences$/, run: addPresetAudiences },
  { pattern: /^\/_control\/ad_accounts\/(\d+)\/permissions$/, run: setPermissions },
  { pattern: /^\/_control\/ad_accounts\/(\d+)\/terms$/, run: setTerms },
  { pattern: /^\/_control\/clock\/advance$/, run: advanceClock },
];

function revokeTokens({ world, tokens }: SandboxState, body: JsonObject): unknown {
  const userId = requiredText(body, 'userId');
  if (!world.users.has(userId)) throw notFound('User not found.');
  return { revoked: tokens.revokeUser(userId) };
}

function deleteList({ world }: SandboxState, _body: JsonObject, id: string): unknown {
  const list = world.customerLists.get(id);
  if (!list) throw notFound('Customer list not found.');
  list.deleted = true;
  return { id, deleted: true };
}

function deleteAudience({ world }: SandboxState, _body: JsonObject, id: string): unknown {
  const audience = world.audiences.get(id);
  if (!audience) throw notFound('Audience not found.');
  audience.deleted = true;
  return { id, deleted: true };
}

function addPresetAudiences({ world }: SandboxState, body: JsonObject, id: string): unknown {
  const account = findAccount(world.adAccounts, id);
  addAdsManagerAudiences(world, account, requiredNumber(body, 'count', MOST_PRESET_AUDIENCES));
  return { audiences: account.audiences.length };
}

/** An empty list of permissions takes the account out of the user's sight. */
function setPermissions({ world }: SandboxState, body: JsonObject, id: string): unknown {
  const account = findAccount(world.adAccounts, id);
  const userId = requiredText(body, 'userId');
  const permissions = body['permissions'];
  if (!Array.isArray(permissions) || !permissions.every(isPermission))
    throw badRequest("'permissions' must be a list of role names.");
  if (permissions.length === 0) account.permissions.delete(userId);
  else account.permissions.set(userId, permissions);
  return { id, permissions: Object.fromEntries(account.permissions) };
}

function setTerms({ world }: SandboxState, body: JsonObject, id: string): unknown {
  const account = findAccount(world.adAccounts, id);
  if (typeof body['accepted'] !== 'boolean') throw badRequest("'accepted' must be true or false.");
  account.termsAccepted = body['accepted'];
  return { id, termsAccepted: account.termsAccepted };
}

function advanceClock({ clock }: SandboxState, body: JsonObject): unknown {
  clock.advance(requiredNumber(body, 'ms', MOST_DAYS_AHEAD_MS));
  return { now: new Date(clock.now()).toISOString() };
}

function findAccount(accounts: ReadonlyMap<string, AdAccount>, id: string): AdAccount {
  const account = accounts.get(id);
  if (!account) throw notFound('AdAccount not found.');
  return account;
}

function requiredNumber(body: JsonObject, field: string, most: number): number {
  const value = body[field];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most)
    throw badRequest(`'${field}' must be an integer from 1 to ${most}.`);
  return value;
}
