/** What is exported under one name. */
export interface ApiSymbol {
  readonly name: string;
  /** Its doc comment as Markdown; empty when it has none. */
  readonly doc: string;
  /** Its declarations, with the doc comments of their members (inherited ones included), without anything private. */
  readonly code: string;
  /** Itself and its members, as far as they lack a doc comment that a caller needs. */
  readonly undocumented: readonly string[];
}

/** What `import` finds under one path of the package. */
export interface ApiEntry {
  /** `@scope/name` or `@scope/name/part`. */
  readonly path: string;
  readonly symbols: readonly ApiSymbol[];
}
