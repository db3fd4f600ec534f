import {
  type AppLogger,
  callerSpan,
  correlationIdOf,
  failSpan,
  runAsCall,
  sampledContext,
  startSpan,
  withSpan,
} from '@audience-sync/platform';
import { type NextFunction, type Request, type Response } from 'express';

import { doorOf } from '../metrics/doors.ts';

/** Makes a call of every request: with an id, which is answered and stands in every line of the log, and with a span. */
export function callMiddleware(logger: AppLogger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const { method, headers, path } = request;
    const door = doorOf(path);
    const span = startSpan(`${method} ${door}`, {
      kind: 'server',
      parent: callerSpan(headers),
      attributes: { 'http.request.method': method, 'audience_sync.door': door },
    });
    const traceId = sampledContext(span)?.traceId ?? null;
    const call = { correlationId: correlationIdOf(headers['x-request-id'], traceId) };
    response.setHeader('X-Request-Id', call.correlationId);
    const startedAt = performance.now();
    response.once('close', () => {
      const status = response.statusCode;
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) failSpan(span, String(status));
      span.end();
      const ms = Math.round(performance.now() - startedAt);
      logger.debug('a call was answered', { ...call, method, door, status, ms });
    });
    runAsCall(call, () => withSpan(span, next));
  };
}
