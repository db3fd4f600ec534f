import { Controller, Get, Header } from '@nestjs/common';

import { Public } from '../auth/access.decorator.ts';

const DOORS: readonly (readonly [door: string, what: string])[] = [
  [
    'POST /graphql',
    'GraphQL: connections, audiences, canvases, steps, entries, metrics. In a browser it opens /explorer, a GraphQL client.',
  ],
  ['WS /graphql', 'GraphQL over WebSocket (graphql-transport-ws): live metrics.'],
  ['POST /v1/steps/{id}/entries', 'Users in bulk, as lines of JSON (application/x-ndjson, gzip allowed).'],
  [
    'GET /v1/steps/{id}/not-synced.csv, errored.csv',
    'Users who could not be synced, or were given up, and why; .ndjson too.',
  ],
  ['GET /v1/{steps,canvases,audiences}/{id}/series.csv', 'What moved when; .ndjson too.'],
  ['GET /oauth/pinterest/callback', 'Where Pinterest sends browsers back to.'],
  ['GET /health/live', 'Whether this process runs.'],
  ['GET /health/ready', 'Whether it can work, and what it lacks.'],
  ['GET /metrics', 'Figures for Prometheus.'],
];

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Audience Sync for Pinterest</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:4rem auto;padding:0 1rem}dt{font-family:ui-monospace,monospace;margin-top:1rem}</style></head>
<body><main>
<h1>Audience Sync for Pinterest</h1>
<p>This is the gateway. Send an API key as <code>Authorization: Bearer ask_…</code>.</p>
<dl>
${DOORS.map(([door, what]) => `<dt>${door}</dt><dd>${what}</dd>`).join('\n')}
</dl>
</main></body>
</html>
`;

/** For somebody who opens the address of the gateway. */
@Controller()
export class IndexController {
  @Public('It only names the doors.')
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  index(): string {
    return PAGE;
  }
}
