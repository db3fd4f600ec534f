import { type ErroredItem, type ErroredPage, type ErroredQuery } from './batch-inspector.port.ts';
import { SchedulerError } from './scheduler.error.ts';

/** The place of an item in a list of errored ones. */
export interface ErroredPlace {
  readonly batchId: string;
  readonly chunkNo: number;
  readonly item: number;
}

const BEFORE_ALL: ErroredPlace = { batchId: '00000000-0000-0000-0000-000000000000', chunkNo: -1, item: -1 };
const MOST = 1_000;

/** @throws {SchedulerError} `INVALID_REQUEST` for a cursor that no page gave, or a limit out of range. */
export function startOf({ after, limit }: ErroredQuery): ErroredPlace {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new SchedulerError('INVALID_REQUEST', 'limit', `is not 1 to ${MOST}`);
  if (after === undefined) return BEFORE_ALL;
  const [batchId = '', chunkNo = NaN, item = NaN] = after
    .split('/')
    .map((part, i) => (i === 0 ? part : Number(part)));
  const isPlace = typeof batchId === 'string' && Number.isInteger(chunkNo) && Number.isInteger(item);
  if (!isPlace) throw new SchedulerError('INVALID_REQUEST', 'after', 'is no cursor of such a page');
  return { batchId, chunkNo: Number(chunkNo), item: Number(item) };
}

/** A page of what was found: one more than wanted was asked for, to know whether there is more. */
export function pageOf<T extends ErroredPlace>(
  found: readonly T[],
  limit: number,
  toItem: (place: T) => Omit<ErroredItem, 'cursor'>,
): ErroredPage {
  const items = found.slice(0, limit).map((place) => ({ ...toItem(place), cursor: cursorOf(place) }));
  return { items, next: found.length > limit ? (items.at(-1)?.cursor ?? null) : null };
}

const cursorOf = ({ batchId, chunkNo, item }: ErroredPlace): string => `${batchId}/${chunkNo}/${item}`;
