/** The sort key that a cursor stands for. */
export type CursorKey = readonly (string | number)[];

const isPart = (part: unknown): part is string | number =>
  typeof part === 'string' || typeof part === 'number';

/** Cursors are opaque to callers: the sort key of a node, packed. */
export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key in a cursor, or null when it is not one that we gave out. */
export function decodeCursor(cursor: string): CursorKey | null {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(key) && key.length > 0 && key.every(isPart) ? key : null;
  } catch {
    return null;
  }
}
