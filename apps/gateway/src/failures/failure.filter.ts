import { randomUUID } from 'node:crypto';

import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type GqlContextType } from '@nestjs/graphql';
import { type Response } from 'express';
import { GraphQLError } from 'graphql';

import { publicFailure, type PublicFailure } from './public-failure.ts';

/** The one place where something thrown becomes an answer. The log has the rest, under the same reference. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  private readonly logger = new Logger(FailureFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): GraphQLError | undefined {
    if (thrown instanceof GraphQLError) return thrown;
    const failure = this.describe(thrown);
    if (host.getType<GqlContextType>() === 'graphql')
      return new GraphQLError(failure.message, { extensions: { code: failure.code } });
    answer(host.switchToHttp().getResponse<Response>(), failure);
    return undefined;
  }

  private describe(thrown: unknown): PublicFailure {
    const reference = randomUUID();
    const failure = publicFailure(thrown, reference);
    if (failure.status >= 500) this.logger.error({ err: thrown, reference }, 'a request failed');
    return failure;
  }
}

/** A response that has begun cannot change its mind: cutting it off is how its reader learns. */
function answer(response: Response, { status, code, message }: PublicFailure): void {
  if (response.headersSent) response.destroy();
  else response.status(status).json({ error: { code, message } });
}
