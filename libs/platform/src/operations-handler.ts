import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Registry } from 'prom-client';
import { type HealthRegistry } from './health-registry.ts';

export interface OperationsDoors {
  readonly health: HealthRegistry;
  readonly metrics: Registry;
}

export type OperationsHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: () => void,
) => void;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * `GET /health/live`, `/health/ready` and `/metrics`, for a plain HTTP server and as Express middleware alike. They
 * need no credentials and no framework, so they answer also when everything else is busy or broken.
 */
export function createOperationsHandler(doors: OperationsDoors): OperationsHandler {
  return (request, response, next) => {
    const door = request.method === 'GET' || request.method === 'HEAD' ? findDoor(doors, request.url) : null;
    if (door === null && next) return next();
    void Promise.resolve(door?.() ?? NOT_FOUND)
      .catch(() => FAILED)
      .then((answer) => send(response, answer));
  };
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});
const NOT_FOUND = json(404, { error: 'not found' });
const FAILED = json(500, { error: 'failed' });

function findDoor({ health, metrics }: OperationsDoors, url = ''): (() => Promise<Answer> | Answer) | null {
  switch (url.split('?')[0]) {
    case '/health/live':
      return () => json(200, { live: true });
    case '/health/ready':
      return async () => {
        const report = await health.report();
        return json(report.ready ? 200 : 503, report);
      };
    case '/metrics':
      return async () => ({ status: 200, type: metrics.contentType, body: await metrics.metrics() });
    default:
      return null;
  }
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
