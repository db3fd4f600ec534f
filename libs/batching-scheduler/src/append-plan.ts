import { type AppendRequest } from './batch-store.port.ts';
import { type Operation } from './model.ts';
import { type SchedulerOptions } from './options.ts';
import { countLive, type PackedItems } from './packed-items.ts';
import { slicePacked } from './packed-items-edit.ts';

/** The batch of a lane that still takes items. */
export interface OpenBatch {
  readonly batchId: string;
  readonly operation: Operation;
  readonly items: number;
  readonly bytes: number;
  readonly live: number;
}

/** A group's open window. Not mixed: at most one batch is open. Mixed: full batches are held open too, until the window ends. */
export interface GroupWindow {
  readonly nextWindowNo: number;
  readonly windowId: string | null;
  readonly sealAtMs: number | null;
  readonly mixed: boolean;
  readonly open: Readonly<Record<Operation, OpenBatch | null>>;
}

export const NO_WINDOW: Omit<GroupWindow, 'nextWindowNo'> = {
  windowId: null,
  sealAtMs: null,
  mixed: false,
  open: { ADD: null, REMOVE: null },
};

/** Items of one source that go into one batch: one chunk. */
export interface Piece {
  readonly batchId: string;
  readonly sourceId: string;
  readonly items: PackedItems;
}

/** A batch as the append leaves it. */
export interface PlannedBatch extends OpenBatch {
  /** Takes no more items. */
  readonly isFull: boolean;
  /** Its place in the order, once sealed. */
  readonly windowNo: number | null;
}

/** What appending to one group comes to. Both stores carry out the same plan. */
export interface AppendPlan {
  readonly window: GroupWindow;
  readonly pieces: readonly Piece[];
  /** Batches that were made, filled or sealed. */
  readonly batches: readonly PlannedBatch[];
}

export interface AppendContext {
  readonly nowMs: number;
  readonly newId: () => string;
  readonly options: Pick<
    SchedulerOptions,
    'flushIntervalMs' | 'maxItems' | 'maxBytes' | 'bytesPerItem' | 'bytesPerKey'
  >;
}

/**
 * Cuts the items of one group's requests into its open batches, in order. While the window holds one operation a full
 * batch is sealed at once and the rest opens a new window; once it holds both, everything stays open until its end.
 */
export function planAppend(
  window: GroupWindow,
  requests: readonly AppendRequest[],
  context: AppendContext,
): AppendPlan {
  const draft = new AppendDraft(window, context);
  for (const request of requests) draft.add(request);
  return draft.plan();
}

const OPPOSITE: Readonly<Record<Operation, Operation>> = { ADD: 'REMOVE', REMOVE: 'ADD' };

class AppendDraft {
  private readonly pieces: Piece[] = [];
  private readonly batches = new Map<string, PlannedBatch>();
  private nextWindowNo: number;
  private windowId: string | null;
  private sealAtMs: number | null;
  private mixed: boolean;
  private readonly open: Record<Operation, OpenBatch | null>;

  constructor(
    before: GroupWindow,
    private readonly context: AppendContext,
  ) {
    ({
      nextWindowNo: this.nextWindowNo,
      windowId: this.windowId,
      sealAtMs: this.sealAtMs,
      mixed: this.mixed,
    } = before);
    this.open = { ...before.open };
  }

  add({ operation, sourceId, items }: AppendRequest): void {
    if (items.count > 0 && this.open[OPPOSITE[operation]]) this.mixed = true;
    for (let start = 0; start < items.count;) {
      const batch = this.open[operation] ?? this.openBatch(operation);
      const { end, bytes } = this.fit(batch, items, start);
      if (end > start) this.put(batch, sourceId, slicePacked(items, start, end), bytes);
      if (end < items.count || batch.items + end - start >= this.context.options.maxItems)
        this.full(operation);
      start = end;
    }
  }

  plan(): AppendPlan {
    const { nextWindowNo, windowId, sealAtMs, mixed, pieces, batches } = this;
    return {
      window: { nextWindowNo, windowId, sealAtMs, mixed: mixed && windowId !== null, open: { ...this.open } },
      pieces,
      batches: [...batches.values()],
    };
  }

  private openBatch(operation: Operation): OpenBatch {
    this.windowId ??= this.context.newId();
    this.sealAtMs ??= this.context.nowMs + this.context.options.flushIntervalMs;
    return { batchId: this.context.newId(), operation, items: 0, bytes: 0, live: 0 };
  }

  /** The first item that the batch has no room for. An item too heavy for any batch travels alone. */
  private fit(batch: OpenBatch, items: PackedItems, start: number): { end: number; bytes: number } {
    const { maxItems, maxBytes } = this.context.options;
    const last = Math.min(items.count, start + maxItems - batch.items);
    let bytes = 0;
    let end = start;
    for (; end < last; end++) {
      const weight = this.weigh(items, end);
      if (batch.bytes + bytes + weight > maxBytes && batch.items + end - start > 0) break;
      bytes += weight;
    }
    return { end, bytes };
  }

  private weigh(items: PackedItems, index: number): number {
    const { bytesPerItem, bytesPerKey } = this.context.options;
    const text = items.data?.[index];
    return bytesPerItem + bytesPerKey * (items.keyCounts[index] ?? 0) + (text ? Buffer.byteLength(text) : 0);
  }

  private put(batch: OpenBatch, sourceId: string, items: PackedItems, bytes: number): void {
    const grown = {
      ...batch,
      items: batch.items + items.count,
      bytes: batch.bytes + bytes,
      live: batch.live + countLive(items),
    };
    this.pieces.push({ batchId: batch.batchId, sourceId, items });
    this.batches.set(batch.batchId, { ...grown, isFull: false, windowNo: null });
    this.open[batch.operation] = grown;
  }

  /** What is mixed is held, and resolved as a whole at the window's end; what is not is sealed at once. */
  private full(operation: Operation): void {
    const batch = this.open[operation];
    if (!batch) return;
    this.open[operation] = null;
    const windowNo = this.mixed ? null : this.nextWindowNo++;
    this.batches.set(batch.batchId, { ...batch, isFull: true, windowNo });
    if (this.mixed) return;
    this.windowId = null;
    this.sealAtMs = null;
  }
}
