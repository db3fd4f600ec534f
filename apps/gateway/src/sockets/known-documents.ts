import {
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';

import { DEFAULT_LIMITS, limitRules } from '../graphql/limits/limits.ts';

const RULES = [...specifiedRules, ...limitRules(DEFAULT_LIMITS)];
const MAX_DOCUMENTS = 500;
const MAX_LENGTH = 10_000;

/**
 * Documents that sockets have sent lately. Screens send the same few again and again, and each subscription keeps its own as
 * long as it lives: so there is one of each, which is parsed and validated once.
 */
export class KnownDocuments {
  private readonly documents = new Map<string, DocumentNode>();
  private readonly problems = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** @throws GraphQLError for what is none */
  parse(source: string): DocumentNode {
    const known = this.documents.get(source);
    const document = known ?? parse(source, { maxTokens: DEFAULT_LIMITS.maxTokens });
    if (source.length > MAX_LENGTH) return document;
    // The one that was asked for longest ago is the first.
    this.documents.delete(source);
    this.documents.set(source, document);
    const [oldest = ''] = this.documents.size > MAX_DOCUMENTS ? this.documents.keys() : [];
    this.documents.delete(oldest);
    return document;
  }

  validate(document: DocumentNode): readonly GraphQLError[] {
    const known = this.problems.get(document);
    if (known) return known;
    const problems = validate(this.schema, document, RULES);
    this.problems.set(document, problems);
    return problems;
  }
}
