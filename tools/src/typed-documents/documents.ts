import { type DocumentNode, parse } from 'graphql';

/** A GraphQL document in a text, and the line that it begins at. */
export interface FoundDocument {
  readonly text: string;
  readonly line: number;
}

const FENCE = /^```graphql\n([\s\S]*?)^```$/gm;

/** The documents in a text: the fenced blocks of Markdown, or the whole of a GraphQL file. */
export function documentsIn(fileName: string, text: string): readonly FoundDocument[] {
  if (!fileName.endsWith('.md')) return [{ text, line: 1 }];
  return [...text.matchAll(FENCE)].map((match) => ({
    text: match[1] ?? '',
    line: text.slice(0, match.index).split('\n').length + 1,
  }));
}

/** Parses them; a mistake names file and line. */
export function parseDocuments(fileName: string, text: string): readonly DocumentNode[] {
  return documentsIn(fileName, text).map((found) => {
    try {
      return parse(found.text);
    } catch (cause) {
      throw new Error(`${fileName}:${found.line}: ${(cause as Error).message}`, { cause });
    }
  });
}
