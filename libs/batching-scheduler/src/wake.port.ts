/**
 * "Look now", or "look then": hints that may be lost, late or doubled without harm, because the store is the
 * truth and the sweep finds what no hint points at. Ids only.
 * A time in the past means at once.
 */
export interface WakePort {
  /** At `atMs` (epoch ms) call `BatchDispatcher.sealWindow` with the hint. */
  sealWindow(hint: { readonly groupId: string; readonly windowId: string }, atMs: number): Promise<void>;
  /** Now, or at `atMs`, call `BatchDispatcher.dispatch` with the hint. */
  dispatch(hint: { readonly flowId: string }, atMs?: number): Promise<void>;
  /** Now, or at `atMs`, call `BatchDispatcher.attempt` with the hint. */
  attempt(hint: { readonly batchId: string; readonly attempt: number }, atMs?: number): Promise<void>;
}
