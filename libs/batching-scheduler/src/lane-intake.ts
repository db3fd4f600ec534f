import { type AppendRequest, type AppendResult, type BatchStore } from './batch-store.port.ts';
import { type WakePort } from './wake.port.ts';

/**
 * The way in. Append inside your own transaction, then wake what it made due once that has committed:
 * a hint that comes before the commit finds nothing.
 */
export class LaneIntake<Tx = unknown> {
  private readonly store: Pick<BatchStore<Tx>, 'append'>;
  private readonly hints: WakePort;

  constructor({ store, wake }: { readonly store: Pick<BatchStore<Tx>, 'append'>; readonly wake: WakePort }) {
    this.store = store;
    this.hints = wake;
  }

  /**
   * All or nothing. Without `tx` it is a transaction of its own.
   * @throws {SchedulerError} when ids, counts or keys are not in order.
   */
  append(requests: readonly AppendRequest[], tx?: Tx): Promise<AppendResult> {
    return this.store.append(requests, tx);
  }

  /** After the commit. A hint that fails costs time, not items: the sweep finds them. */
  async wake({ opened, readyFlowIds }: AppendResult): Promise<void> {
    await Promise.all([
      ...opened.map(({ groupId, windowId, sealAtMs }) =>
        this.hints.sealWindow({ groupId, windowId }, sealAtMs),
      ),
      this.wakeFlows(readyFlowIds),
    ]);
  }

  /** After `resume` or `redrive`, with the flows that they answer. */
  async wakeFlows(flowIds: readonly string[]): Promise<void> {
    await Promise.all(flowIds.map((flowId) => this.hints.dispatch({ flowId })));
  }
}
