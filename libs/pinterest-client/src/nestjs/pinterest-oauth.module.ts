import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { PinterestOAuth, type PinterestOAuthOptions } from '../oauth/pinterest-oauth.ts';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<PinterestOAuthOptions>({
    moduleName: 'PinterestOAuth',
  })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();

/** The injection token of `PinterestOAuthOptions`. */
export const PINTEREST_OAUTH_OPTIONS = MODULE_OPTIONS_TOKEN;

/** Provides {@link PinterestOAuth}. `forRoot(options)` or `forRootAsync({ inject, useFactory })`. */
@Module({
  providers: [
    {
      provide: PinterestOAuth,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: PinterestOAuthOptions) => new PinterestOAuth(options),
    },
  ],
  exports: [PinterestOAuth],
})
export class PinterestOAuthModule extends ConfigurableModuleClass {}
