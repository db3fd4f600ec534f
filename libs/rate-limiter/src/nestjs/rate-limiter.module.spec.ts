// Real: Nest's container and the memory limiter.
import 'reflect-metadata';
import { type DynamicModule, Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MemoryRateLimiter, type MemoryRateLimiterOptions } from '../memory/memory-rate-limiter.ts';
import { type RateLimiter } from '../rate-limiter.ts';
import { RATE_LIMITER, RateLimiterModule } from './index.ts';

const windows = [{ name: 'second', limit: 1, periodMs: 1_000 }];
const SETTINGS = 'SETTINGS';

@Module({ providers: [{ provide: SETTINGS, useValue: {} }], exports: [SETTINGS] })
class SettingsModule {}

@Injectable()
class Sender {
  constructor(@Inject(RATE_LIMITER) private readonly limiter: RateLimiter) {}

  ask = async () => (await this.limiter.acquire({ key: 'user', windows })).kind;
}

async function start(imported: DynamicModule) {
  @Module({ imports: [imported], providers: [Sender] })
  class AppModule {}
  return NestFactory.createApplicationContext(AppModule, { logger: false });
}

describe('RateLimiterModule', () => {
  it('forRoot gives the limiter to inject and closes it with the application', async () => {
    const app = await start(RateLimiterModule.forRoot({ limiter: new MemoryRateLimiter() }));
    const sender = app.get(Sender);
    expect(await sender.ask()).toBe('permit');
    expect(await sender.ask()).toBe('deferred');
    await app.close();
    await expect(sender.ask()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('forRootAsync makes the limiter from other providers', async () => {
    const app = await start(
      RateLimiterModule.forRootAsync({
        imports: [SettingsModule],
        inject: [SETTINGS],
        useFactory: (options: MemoryRateLimiterOptions) => ({ limiter: new MemoryRateLimiter(options) }),
      }),
    );
    expect(await app.get(Sender).ask()).toBe('permit');
    await app.close();
  });
});
