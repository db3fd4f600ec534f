// What the control door of the Pinterest sandbox tells and takes. It is written down here a second time on purpose:
// specs hold the sandbox to it from outside.

export type RequestCategory = 'ads_read' | 'ads_write' | 'org_read' | 'org_write';

/** Requests of one Pinterest user in one quota category. */
export interface RequestTally {
  readonly received: number;
  readonly accepted: number;
  readonly refused: number;
  readonly refusedByReason: Readonly<Record<string, number>>;
  readonly answered429: number;
  /** In any sliding window, refused ones included. */
  readonly maxRequestsInAnySecond: number;
  readonly maxRequestsInAny60Seconds: number;
  /** The same, over those that the limits let through. */
  readonly maxAdmittedInAnySecond: number;
  readonly maxAdmittedInAny60Seconds: number;
}

export type RequestTallies = Readonly<Partial<Record<RequestCategory, RequestTally>>>;

export interface SandboxUser {
  readonly id: string;
  readonly username: string;
  readonly businessName: string | null;
  readonly adAccountIds: readonly string[];
  readonly requests: RequestTallies;
}

export interface SandboxAdAccount {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  /** Roles by user id. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly termsAccepted: boolean;
}

export interface SandboxCustomerList {
  readonly id: string;
  readonly adAccountId: string;
  readonly name: string;
  readonly deleted: boolean;
  readonly status: string;
  readonly memberCount: number;
  /** SHA-256 in hex over the sorted members joined by newlines; absent when digests were not asked for. */
  readonly membersDigest?: string;
}

export interface SandboxAudience {
  readonly id: string;
  readonly adAccountId: string;
  readonly name: string;
  readonly audienceType: string;
  readonly customerListId: string | null;
  readonly deleted: boolean;
  readonly status: string;
  readonly size: number | null;
}

export interface SandboxState {
  readonly seed: number;
  readonly users: readonly SandboxUser[];
  readonly adAccounts: readonly SandboxAdAccount[];
  readonly customerLists: readonly SandboxCustomerList[];
  readonly audiences: readonly SandboxAudience[];
  /** What counts for the app rather than for a user: calls of the token endpoint. */
  readonly app: { readonly requests: RequestTallies };
  /** In force, with how often each has happened. */
  readonly faults: readonly (FaultRule & { readonly id: string; readonly fired: number })[];
}

export interface FaultRule {
  readonly match?: {
    /** The official operationId, such as `customer_lists/update`. */
    readonly operation?: string;
    readonly userId?: string;
    readonly listId?: string;
    /** A record in the body of the request. */
    readonly record?: string;
  };
  readonly fault: {
    readonly kind: 'status' | 'delay' | 'reset' | 'hang' | 'apply-then-reset' | 'apply-then-cut';
    readonly status?: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly ms?: number;
  };
  /** Default: until the faults are cleared. */
  readonly times?: number;
  /** 0 to 1, drawn from `seed`. Default 1. */
  readonly probability?: number;
  readonly seed?: number;
}
