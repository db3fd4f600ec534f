import { type ApolloDriverConfig } from '@nestjs/apollo';
import { type Request } from 'express';

import { guardFields } from '../auth/field-access.ts';
import { type OperationTelemetry } from '../telemetry/operation-telemetry.ts';
import { type ContextFactory } from './context-factory.ts';
import { type ErrorFormatter } from './error-formatter.ts';
import { costPlugin, DEFAULT_LIMITS, limitRules } from './limits/limits.ts';
import { ORPHANED_TYPES } from './orphaned-types.ts';
import { describeRoots } from './root-descriptions.ts';

/** The settings of Apollo. Several operations in one HTTP request are refused, which is its default. */
export function graphqlOptions(
  contexts: ContextFactory,
  errors: ErrorFormatter,
  telemetry: OperationTelemetry,
): ApolloDriverConfig {
  return {
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    transformSchema: (schema) => guardFields(describeRoots(schema)),
    buildSchemaOptions: { orphanedTypes: [...ORPHANED_TYPES] },
    introspection: true,
    playground: false,
    includeStacktraceInErrorResponses: false,
    autoTransformHttpErrors: false,
    fieldResolverEnhancers: ['filters'],
    parseOptions: { maxTokens: DEFAULT_LIMITS.maxTokens },
    validationRules: limitRules(DEFAULT_LIMITS),
    plugins: [costPlugin(DEFAULT_LIMITS), telemetry.plugin],
    formatError: (formatted, error) => errors.format(formatted, error),
    context: ({ req }: { req: Request }) => contexts.create(req),
  };
}
