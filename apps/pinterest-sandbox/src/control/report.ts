import { APP_CALLER, UNKNOWN_CALLER } from '../http/caller.ts';
import { type SandboxState } from '../state.ts';
import { type AdAccount, type User } from '../world/ad-account.ts';
import { type Audience } from '../world/audience.ts';
import { type CustomerList } from '../world/customer-list.ts';

/** The whole world as `GET /_control/state` shows it. Digests of big lists cost time, so they can be left out. */
export function reportState(state: SandboxState, withDigests: boolean): unknown {
  const { world, ledger } = state;
  const nowMs = state.clock.now();
  return {
    seed: state.seed,
    now: new Date(nowMs).toISOString(),
    accessTier: state.options.accessTier,
    unlimited: state.options.unlimited,
    users: [...world.users.values()].map((user) => reportUser(state, user)),
    adAccounts: [...world.adAccounts.values()].map(reportAdAccount),
    customerLists: [...world.customerLists.values()].map((list) => reportList(list, nowMs, withDigests)),
    audiences: [...world.audiences.values()].map((audience) => reportAudience(audience, nowMs)),
    faults: state.faults.list(),
    app: { requests: ledger.report(APP_CALLER) },
    unauthenticated: { requests: ledger.report(UNKNOWN_CALLER) },
  };
}

function reportUser({ world, ledger }: SandboxState, user: User): unknown {
  const reachable = [...world.adAccounts.values()].filter((account) => account.permissions.has(user.id));
  return {
    id: user.id,
    username: user.username,
    businessName: user.businessName,
    adAccountIds: reachable.map((account) => account.id),
    requests: ledger.report(user.id),
  };
}

function reportAdAccount(account: AdAccount): unknown {
  return {
    id: account.id,
    name: account.name,
    ownerId: account.owner.id,
    permissions: Object.fromEntries(account.permissions),
    termsAccepted: account.termsAccepted,
  };
}

function reportList(list: CustomerList, nowMs: number, withDigest: boolean): unknown {
  const { id, adAccountId, name, listType, members } = list.fields;
  return {
    id,
    adAccountId,
    name,
    listType,
    deleted: list.deleted,
    status: list.statusAt(nowMs),
    ...list.counters,
    memberCount: members.size,
    matchedCount: members.matched,
    ...(withDigest ? { membersDigest: members.digest() } : {}),
  };
}

function reportAudience(audience: Audience, nowMs: number): unknown {
  const { id, adAccountId, audienceType } = audience.fields;
  return {
    id,
    adAccountId,
    name: audience.name,
    audienceType,
    customerListId: audience.customerList?.fields.id ?? null,
    deleted: audience.deleted,
    status: audience.statusAt(nowMs),
    size: audience.sizeAt(nowMs),
  };
}
