/**
 * "Look now", or "look then": hints that may be lost, late or doubled without harm, because the store is the
 * truth and the sweep finds what no hint points at. Ids only.
 */
export interface WakePort {
  sealWindow(hint: { readonly groupId: string; readonly windowId: string }, atMs: number): Promise<void>;
  dispatch(hint: { readonly flowId: string }, atMs?: number): Promise<void>;
  attempt(hint: { readonly batchId: string; readonly attempt: number }, atMs?: number): Promise<void>;
}
