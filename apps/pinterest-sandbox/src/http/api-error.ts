import { type RefusalReason } from '../limits/request-ledger.ts';
import { type RefusalAnswer } from '../options.ts';

/** A refusal with the body that Pinterest gives it: `{code, message, status: "failure"}`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly reason: RefusalReason,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }

  get body(): { code: number; message: string; status: 'failure' } {
    return { code: this.code, message: this.message, status: 'failure' };
  }
}

export const badRequest = (message: string, code = 1): ApiError =>
  new ApiError(400, code, message, 'bad_request');
export const notFound = (message: string, code = 404): ApiError =>
  new ApiError(404, code, message, 'not_found');
export const authenticationFailed = (): ApiError =>
  new ApiError(401, 2, 'Authentication failed.', 'authentication');
export const refusal = (answer: RefusalAnswer, message: string, reason: RefusalReason): ApiError =>
  new ApiError(answer.status, answer.code, message, reason);
