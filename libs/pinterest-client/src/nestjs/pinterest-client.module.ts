import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { PinterestClient, type PinterestClientOptions } from '../client.ts';
import { type TransportOptions } from '../http/transport.ts';
import { PinterestClientFactory } from './pinterest-client.factory.ts';

/** Options of the client, with the token of a single login if there is one. */
export interface PinterestClientModuleOptions extends TransportOptions {
  /** For an application with a single login, which then injects `PinterestClient`; else inject the factory. */
  readonly accessToken?: PinterestClientOptions['accessToken'] | undefined;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<PinterestClientModuleOptions>({ moduleName: 'PinterestClient' })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();

/** The injection token of {@link PinterestClientModuleOptions}. */
export const PINTEREST_CLIENT_OPTIONS = MODULE_OPTIONS_TOKEN;

function singleClient({ accessToken, ...options }: PinterestClientModuleOptions): PinterestClient {
  const missing = () =>
    Promise.reject(new Error('PinterestClientModule has no accessToken: use PinterestClientFactory'));
  return new PinterestClient({ ...options, accessToken: accessToken ?? missing });
}

/** Provides {@link PinterestClientFactory} and {@link PinterestClient}. `forRoot(options)` or `forRootAsync({ inject, useFactory })`. */
@Module({
  providers: [
    {
      provide: PinterestClientFactory,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ accessToken: _own, ...shared }: PinterestClientModuleOptions) =>
        new PinterestClientFactory(shared),
    },
    { provide: PinterestClient, inject: [MODULE_OPTIONS_TOKEN], useFactory: singleClient },
  ],
  exports: [PinterestClientFactory, PinterestClient],
})
export class PinterestClientModule extends ConfigurableModuleClass {}
