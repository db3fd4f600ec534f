export {
  PINTEREST_CLIENT_OPTIONS,
  PinterestClientModule,
  type PinterestClientModuleOptions,
} from './pinterest-client.module.ts';
export { PinterestClientFactory } from './pinterest-client.factory.ts';
export { PINTEREST_OAUTH_OPTIONS, PinterestOAuthModule } from './pinterest-oauth.module.ts';
