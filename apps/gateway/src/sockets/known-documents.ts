import {
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';

import { DEFAULT_LIMITS, limitRules } from '../graphql/limits/limits.ts';

const RULES = [...specifiedRules, ...limitRules(DEFAULT_LIMITS)];
/** Of all texts together. A document takes some 250 bytes a character at worst. */
const MAX_CHARACTERS = 100_000;

/**
 * Subscriptions that sockets have begun lately. Screens send the same few again and again, and each keeps its document as long
 * as it lives: so there is one of each text, which is parsed and validated once. Nothing else is remembered.
 */
export class KnownDocuments {
  private readonly documents = new Map<string, DocumentNode>();
  private characters = 0;

  constructor(private readonly schema: GraphQLSchema) {}

  /** @throws GraphQLError for what is none */
  parse(source: string): DocumentNode {
    return this.documents.get(source) ?? parse(source, { maxTokens: DEFAULT_LIMITS.maxTokens });
  }

  validate(document: DocumentNode): readonly GraphQLError[] {
    const source = document.loc?.source.body ?? '';
    if (this.documents.get(source) === document) {
      this.remember(source, document);
      return [];
    }
    const problems = validate(this.schema, document, RULES);
    if (problems.length === 0 && isSubscription(document)) this.remember(source, document);
    return problems;
  }

  /** The one that was asked for longest ago is the first. */
  private remember(source: string, document: DocumentNode): void {
    this.forget(source);
    this.documents.set(source, document);
    this.characters += source.length;
    for (const oldest of this.documents.keys()) {
      if (this.characters <= MAX_CHARACTERS) return;
      this.forget(oldest);
    }
  }

  private forget(source: string): void {
    if (this.documents.delete(source)) this.characters -= source.length;
  }
}

function isSubscription({ definitions }: DocumentNode): boolean {
  return definitions.every(
    (one) => !('operation' in one) || one.operation === OperationTypeNode.SUBSCRIPTION,
  );
}
