import 'reflect-metadata';
import { type DynamicModule, Injectable, Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PinterestClient } from '../client.ts';
import { PinterestOAuth } from '../oauth/pinterest-oauth.ts';
import { FakePinterest } from '../testing/fake-pinterest.ts';
import {
  PINTEREST_CLIENT_OPTIONS,
  PINTEREST_OAUTH_OPTIONS,
  PinterestClientFactory,
  PinterestClientModule,
  PinterestOAuthModule,
} from './index.ts';

// Real: Nest's container. Faked: Pinterest.
const SETTINGS = 'SETTINGS';

@Module({ providers: [{ provide: SETTINGS, useValue: { token: 'pina_settings' } }], exports: [SETTINGS] })
class SettingsModule {}

@Injectable()
class WhoAmI {
  constructor(
    private readonly client: PinterestClient,
    private readonly factory: PinterestClientFactory,
  ) {}

  own = () => this.client.userAccount.get();
  of = (token: string) => this.factory.create(token).userAccount.get();
}

async function start(imported: DynamicModule, ...providers: Provider[]) {
  @Module({ imports: [imported], providers })
  class AppModule {}
  return NestFactory.createApplicationContext(AppModule, { logger: false });
}

const tokensSeen = (pinterest: FakePinterest) =>
  pinterest.calls().map(({ headers }) => headers.authorization);

describe('PinterestClientModule', () => {
  it('forRoot gives a client and a factory to inject', async () => {
    const pinterest = new FakePinterest();
    const options = { accessToken: 'pina_own', fetch: pinterest.fetch };
    const app = await start(PinterestClientModule.forRoot(options), WhoAmI);
    const who = app.get(WhoAmI);
    await who.own();
    await who.of('pina_other');
    expect(tokensSeen(pinterest)).toEqual(['Bearer pina_own', 'Bearer pina_other']);
    expect(app.get(PINTEREST_CLIENT_OPTIONS)).toEqual(options);
    await app.close();
  });

  it('forRootAsync takes its options from other providers', async () => {
    const pinterest = new FakePinterest();
    const app = await start(
      PinterestClientModule.forRootAsync({
        imports: [SettingsModule],
        inject: [SETTINGS],
        useFactory: ({ token }: { token: string }) => ({ accessToken: token, fetch: pinterest.fetch }),
      }),
    );
    await app.get(PinterestClient).userAccount.get();
    expect(tokensSeen(pinterest)).toEqual(['Bearer pina_settings']);
    await app.close();
  });

  it('says what to use when there is no token to make a client of', async () => {
    const app = await start(PinterestClientModule.forRoot({ fetch: new FakePinterest().fetch }));
    await expect(app.get(PinterestClient).userAccount.get()).rejects.toThrow(/use PinterestClientFactory/);
    await app.close();
  });
});

describe('PinterestOAuthModule', () => {
  it('forRoot and forRootAsync give the OAuth helper to inject', async () => {
    const options = { clientId: 'app', clientSecret: 'fake', fetch: new FakePinterest().fetch };
    const app = await start(PinterestOAuthModule.forRoot(options));
    await expect(app.get(PinterestOAuth).refresh({ refreshToken: 'pinr' })).resolves.toHaveProperty(
      'accessToken',
    );
    await app.close();
    const later = await start(PinterestOAuthModule.forRootAsync({ useFactory: () => options }));
    expect(later.get(PINTEREST_OAUTH_OPTIONS)).toBe(options);
    await later.close();
  });
});
