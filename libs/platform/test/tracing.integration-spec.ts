// Real: processes that trace, or do not; a collector over HTTP that answers, hangs, or is not there.
import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';

const PLATFORM = JSON.stringify(join(__dirname, '../dist/index.js'));
const ZOD = JSON.stringify(require.resolve('zod'));

const TRACE = `
  const { parseEnv, tracingEnv, createLogger, startTracing, inSpan } = require(${PLATFORM});
  const { z } = require(${ZOD});
  (async () => {
    const tracing = await startTracing(parseEnv(z.object(tracingEnv)), 'test', createLogger({ service: 'test' }));
    for (const name of ['one', 'two']) await inSpan(name, {}, async () => undefined);
    const from = performance.now();
    await tracing.shutdown();
    const loaded = Object.keys(require.cache).filter((file) => /@opentelemetry.(sdk|exporter|otlp)/.test(file));
    console.log(JSON.stringify({ loaded: loaded.length > 0, ms: performance.now() - from }));
    process.exit(0);
  })();
`;

interface Ended {
  readonly loaded: boolean;
  readonly ms: number;
  readonly warnings: readonly string[];
}

async function traced(env: Readonly<Record<string, string>>): Promise<Ended> {
  const stdout = await new Promise<string>((resolve, reject) =>
    execFile(process.execPath, ['-e', TRACE], { env: { PATH: process.env.PATH, ...env } }, (error, out) =>
      error ? reject(new Error(error.message)) : resolve(out),
    ),
  );
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const end = lines.pop() as unknown as Omit<Ended, 'warnings'>;
  return { ...end, warnings: lines.map(({ level, msg }) => `${String(level)}: ${String(msg)}`) };
}

describe('tracing', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close())));
  async function listen(handler: RequestListener): Promise<string> {
    const server = createServer(handler);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('loads nothing of the SDK unless there is an endpoint', async () => {
    expect(await traced({})).toMatchObject({ loaded: false, warnings: [] });
  });

  it('sends what is left at the end, with the headers that are set', async () => {
    const taken: string[] = [];
    const url = await listen((request, response) => {
      request.on('data', (data: Buffer) =>
        taken.push(`${String(request.headers['x-key'])} ${data.toString()}`),
      );
      request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    const env = {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/own`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=fake',
    };
    expect(await traced(env)).toMatchObject({ loaded: true, warnings: [] });
    expect(taken.join()).toMatch(/^fake .*"name":"one".*"name":"two"/);
  });

  it('costs a warning and a moment when the collector refuses, hangs, or is not there', async () => {
    const refusing = await listen((_, response) => void response.writeHead(400).end());
    const hanging = await listen(() => undefined);
    const [refused, hung, away] = await Promise.all(
      [refusing, hanging, 'http://127.0.0.1:1'].map((url) => traced({ OTEL_EXPORTER_OTLP_ENDPOINT: url })),
    );
    const warning = 'warn: traces cannot be sent to their collector; they are dropped';
    expect(refused?.warnings).toEqual([warning]);
    for (const one of [hung, away]) {
      expect(one?.warnings.filter((line) => line !== warning)).toEqual([]);
      expect(one?.ms).toBeLessThan(10_000);
    }
  });
});
