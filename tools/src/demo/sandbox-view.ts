/** What the sandbox's control door tells of one Pinterest user and one customer list. */
export interface SandboxView {
  readonly memberCount: number;
  readonly membersDigest: string;
  readonly lists: number;
  readonly writes: WriteTally;
}

export interface WriteTally {
  readonly received: number;
  readonly answered429: number;
  readonly maxRequestsInAnySecond: number;
  readonly maxRequestsInAny60Seconds: number;
}

interface ControlState {
  readonly users: readonly {
    readonly id: string;
    readonly username: string;
    readonly requests: { readonly ads_write?: WriteTally };
  }[];
  readonly customerLists: readonly {
    readonly name: string;
    readonly memberCount: number;
    readonly membersDigest: string;
  }[];
}

const NO_WRITES: WriteTally = {
  received: 0,
  answered429: 0,
  maxRequestsInAnySecond: 0,
  maxRequestsInAny60Seconds: 0,
};

async function controlState(sandboxUrl: string): Promise<ControlState> {
  const response = await fetch(`${sandboxUrl}/_control/state`, { signal: AbortSignal.timeout(60_000) });
  return (await response.json()) as ControlState;
}

/** The sandbox user whom the demo connects. */
export async function businessOwner(sandboxUrl: string): Promise<string> {
  const owner = (await controlState(sandboxUrl)).users[0];
  if (!owner) throw new Error('The sandbox has no users');
  return owner.id;
}

/** What arrived at the sandbox. Lists are named after their audience; that there is only one is itself a result. */
export async function viewOf(sandboxUrl: string, userId: string, audienceName: string): Promise<SandboxView> {
  const state = await controlState(sandboxUrl);
  const lists = state.customerLists.filter(({ name }) => name.startsWith(`${audienceName} [aud_`));
  return {
    memberCount: lists[0]?.memberCount ?? 0,
    membersDigest: lists[0]?.membersDigest ?? '',
    lists: lists.length,
    writes: state.users.find(({ id }) => id === userId)?.requests.ads_write ?? NO_WRITES,
  };
}
