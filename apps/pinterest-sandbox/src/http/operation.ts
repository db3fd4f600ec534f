import { type Category } from '../options.ts';
import { type Scope } from '../oauth/scopes.ts';
import { type SandboxState } from '../state.ts';
import { type User } from '../world/ad-account.ts';

/** One admitted request, as an operation sees it. */
export type Call = {
  state: SandboxState;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  bodyText: string;
  nowMs: number;
};

export type UserCall = Call & { user: User };

type OperationShape = {
  /** The official operationId. */
  id: string;
  method: 'GET' | 'POST' | 'PATCH';
  /** Below `/v5`, with `{names}` for numeric ids. */
  path: string;
  category: Category;
};

/** Called by the app itself, with HTTP Basic authentication. */
export type AppOperation = OperationShape & { access: 'app'; handle: (call: Call) => unknown };
/** Called for a Pinterest user, with a bearer token that holds the scope. */
export type UserOperation = OperationShape & { access: Scope; handle: (call: UserCall) => unknown };
export type Operation = AppOperation | UserOperation;
