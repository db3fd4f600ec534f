import { type NestExpressApplication } from '@nestjs/platform-express';
import { getDistDirectory, renderAltair } from 'altair-static';
import { type NextFunction, type Request, type Response } from 'express';

const PATH = '/explorer/';
/** Its own files and this gateway, nothing else: an API key is typed in here. Altair builds code and styles in place. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; frame-ancestors 'none'";

/** A GraphQL client for people, from files that are installed here. Browsers that open `/graphql` are sent to it. */
export function serveExplorer(app: NestExpressApplication): void {
  app.use('/graphql', ({ method, headers }: Request, response: Response, next: NextFunction) => {
    const isBrowser = method === 'GET' && (headers.accept ?? '').includes('text/html');
    if (isBrowser && headers.upgrade === undefined) response.redirect(PATH);
    else next();
  });
  const page = pageText();
  app.use(PATH, ({ path }: Request, response: Response, next: NextFunction) => {
    if (path !== '/') return next();
    response.type('html').set('content-security-policy', CONTENT_SECURITY_POLICY).send(page);
  });
  app.useStaticAssets(getDistDirectory(), { prefix: PATH, index: false });
}

function pageText(): string {
  return renderAltair({
    baseURL: PATH,
    endpointURL: '/graphql',
    subscriptionsEndpoint: '/graphql',
    initialSubscriptionRequestHandlerId: 'graphql-ws',
    initialEnvironments: { base: { title: 'Gateway', variables: { key: 'ask_...' } } },
    initialHeaders: { Authorization: 'Bearer {{key}}' },
    initialSubscriptionsPayload: { authorization: 'Bearer {{key}}' },
    initialQuery: '{\n  viewer {\n    role\n    workspace {\n      name\n    }\n  }\n}\n',
    persistedSettings: { 'banners.disable': true, 'alert.disableUpdateNotification': true },
    disableAccount: true,
  });
}
