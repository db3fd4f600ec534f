/** Thrown while an answer is read that lacks what the API promises; never leaves the library. */
export class UnreadableAnswer extends Error {}

/**
 * Reads Pinterest's snake_case JSON field by field. What the product cannot do without (ids) must be there;
 * everything else becomes null when it is absent or of another type, so that a new value never breaks a caller.
 */
export class WireObject {
  constructor(private readonly fields: Readonly<Record<string, unknown>>) {}

  /** A required id. Ids are numeric strings of up to 18 digits, more than a JSON number can hold exactly. */
  id(name: string): string {
    const value = this.fields[name];
    if (typeof value === 'string' && value !== '') return value;
    if (Number.isSafeInteger(value)) return String(value);
    throw new UnreadableAnswer(name);
  }

  /** A required text or number of an answer that is useless without it. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === null || value === '') throw new UnreadableAnswer(name);
    return value;
  }

  text(name: string): string | null {
    const value = this.fields[name];
    return typeof value === 'string' ? value : null;
  }

  count(name: string): number | null {
    const value = this.fields[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  }

  flag(name: string): boolean | null {
    const value = this.fields[name];
    return typeof value === 'boolean' ? value : null;
  }

  /** Unix seconds on the wire. */
  time(name: string): Date | null {
    const seconds = this.count(name);
    return seconds === null || seconds <= 0 || seconds > 1e11 ? null : new Date(seconds * 1_000);
  }

  texts(name: string): readonly string[] {
    const value = this.fields[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  object(name: string): WireObject | null {
    return asWireObject(this.fields[name]);
  }

  /** A required array of objects. */
  objects(name: string): readonly WireObject[] {
    const value = this.fields[name];
    if (!Array.isArray(value)) throw new UnreadableAnswer(name);
    return value.map((item) => {
      const object = asWireObject(item);
      if (object === null) throw new UnreadableAnswer(name);
      return object;
    });
  }

  /** The value as it came, for what Pinterest leaves undescribed. */
  raw(name: string): unknown {
    return this.fields[name] ?? null;
  }
}

function asWireObject(value: unknown): WireObject | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? new WireObject(value as Record<string, unknown>) : null;
}

/** Reads a whole answer; null when it is empty, not JSON, not an object, or lacks what `read` requires. */
export function readAnswer<T>(text: string, read: (body: WireObject) => T): { readonly data: T } | null {
  try {
    const body = asWireObject(JSON.parse(text));
    return body && { data: read(body) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnreadableAnswer) return null;
    throw error;
  }
}
