import { randomUUID } from 'node:crypto';

import { Injectable, Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

import { publicFailure } from '../failures/public-failure.ts';

/** The last look at errors of GraphQL: what no resolver's filter has seen is told without its words. */
@Injectable()
export class ErrorFormatter {
  private readonly logger = new Logger(ErrorFormatter.name);

  /** For answers over HTTP. */
  format(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
    const cause = error instanceof GraphQLError ? error.originalError : error;
    if (cause === undefined || cause === null || cause instanceof GraphQLError) return formatted;
    const reference = randomUUID();
    const { code, message, status } = publicFailure(cause, reference);
    if (status >= 500) this.logger.error({ err: cause, reference }, 'an operation failed');
    const { path, locations } = formatted;
    return { message, ...(path ? { path } : {}), ...(locations ? { locations } : {}), extensions: { code } };
  }

  /** For answers over a socket. */
  formatAll(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
    return errors.map((error) => this.format(error.toJSON(), error));
  }
}
