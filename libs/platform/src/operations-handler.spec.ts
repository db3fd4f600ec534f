import { type IncomingMessage, type ServerResponse } from 'node:http';
import { HealthRegistry } from './health-registry.ts';
import { createMetricsRegistry } from './metrics-registry.ts';
import { createOperationsHandler } from './operations-handler.ts';

interface Answered {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const health = new HealthRegistry();
const metrics = createMetricsRegistry('gateway');
const handler = createOperationsHandler({ health, metrics });

function ask(url: string, method = 'GET'): Promise<Answered> {
  return new Promise((resolve) => {
    let head = { status: 0, headers: {} as Record<string, string> };
    const response = {
      writeHead: (status: number, headers: Record<string, string>) => void (head = { status, headers }),
      end: (body: string) => resolve({ ...head, body }),
    };
    handler({ url, method } as IncomingMessage, response as unknown as ServerResponse);
  });
}

it('is live while it answers at all', async () => {
  expect(await ask('/health/live')).toMatchObject({ status: 200, body: '{"live":true}' });
});

it('answers 503 until it is ready', async () => {
  expect(await ask('/health/ready?verbose=1')).toMatchObject({
    status: 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: '{"ready":false,"degraded":false,"state":"starting","checks":{}}',
  });
  health.become('ready');
  expect((await ask('/health/ready')).status).toBe(200);
});

it('gives the metrics in the format of Prometheus, labelled with the service', async () => {
  const { status, headers, body } = await ask('/metrics');
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toMatch(/^process_cpu_seconds_total\{service="gateway"\} /m);
});

it('answers 404 to anything else, or leaves it to the next one', async () => {
  expect((await ask('/health')).status).toBe(404);
  expect((await ask('/metrics', 'POST')).status).toBe(404);
  const next = jest.fn();
  handler({ url: '/graphql', method: 'GET' } as IncomingMessage, {} as ServerResponse, next);
  expect(next).toHaveBeenCalledTimes(1);
});
