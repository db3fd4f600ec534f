import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { adAccountOperations } from './ads/ad-accounts.operations.ts';
import { audienceOperations } from './ads/audiences.operations.ts';
import { customerListOperations } from './ads/customer-lists.operations.ts';
import { Clock } from './clock.ts';
import { serveControl } from './control/control.handler.ts';
import { serveApi } from './http/api.ts';
import { notFound } from './http/api-error.ts';
import { Router } from './http/router.ts';
import { errorAnswer, sendJson } from './http/send.ts';
import { serveConsent } from './oauth/consent.handler.ts';
import { tokenOperations } from './oauth/token.operations.ts';
import { completeOptions, type PartialSandboxOptions, type SandboxOptions } from './options.ts';
import { StateHolder } from './state.ts';

export { Clock } from './clock.ts';
export { type PartialSandboxOptions, type SandboxOptions } from './options.ts';

/** A running sandbox. */
export type Sandbox = {
  /** Where it listens, without a path: the control door is `${url}/_control`. */
  url: string;
  /** Base URL of the API, in place of `https://api.pinterest.com/v5`. */
  apiUrl: string;
  /** The consent page, in place of `https://www.pinterest.com/oauth/`. */
  oauthUrl: string;
  /** Moves the sandbox's time ahead: statuses, expiry of tokens, quotas. */
  advanceClock: (ms: number) => void;
  /** Lets answers under way finish for `graceMs` (default 2 s), cuts the rest, frees the port. */
  close: (graceMs?: number) => Promise<void>;
};

/**
 * Starts a sandbox in this process. Give port 0 for a free one.
 *
 * @param options what differs from the defaults
 * @param clock time as the sandbox knows it, for tests; latency and delays stay real
 * @throws Error with `code` EADDRINUSE when the port is taken
 */
export async function startSandbox(
  options: PartialSandboxOptions = {},
  clock = new Clock(),
): Promise<Sandbox> {
  const settings = completeOptions(options);
  const server = createServer(requestListener(new StateHolder(settings, clock)));
  // Longer than the keep-alive of usual clients: the client should be the one to close, or requests race with our FIN.
  server.keepAliveTimeout = 75_000;
  await listen(server, settings);
  const url = `http://${settings.host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    apiUrl: `${url}/v5`,
    oauthUrl: `${url}/oauth/`,
    advanceClock: (ms) => clock.advance(ms),
    close: (graceMs = 2_000) => close(server, graceMs),
  };
}

function requestListener(holder: StateHolder) {
  const router = new Router([
    ...tokenOperations,
    ...adAccountOperations,
    ...customerListOperations,
    ...audienceOperations,
  ]);
  return (request: IncomingMessage, response: ServerResponse): void => {
    serve(holder, router, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, errorAnswer(error));
    });
  };
}

async function serve(
  holder: StateHolder,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (url.pathname.startsWith('/v5/')) return serveApi(holder, router, request, response, url);
  if (url.pathname.startsWith('/_control/')) return serveControl(holder, request, response, url);
  if (/^\/oauth\/?$/.test(url.pathname)) return serveConsent(holder.current, request, response, url);
  if (url.pathname === '/') return sendJson(response, welcome(request));
  return sendJson(
    response,
    errorAnswer(notFound('The requested resource could not be found on this server.')),
  );
}

function welcome(request: IncomingMessage) {
  const url = `http://${request.headers.host ?? 'localhost'}`;
  const body = {
    name: 'Pinterest sandbox',
    apiUrl: `${url}/v5`,
    oauthUrl: `${url}/oauth/`,
    stateUrl: `${url}/_control/state`,
  };
  return { status: 200, body, headers: {} };
}

function listen(server: Server, { port, host }: SandboxOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
