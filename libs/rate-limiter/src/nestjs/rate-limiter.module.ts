import { ConfigurableModuleBuilder, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { type RateLimiter } from '../rate-limiter.ts';

/** Injection token of the limiter: `@Inject(RATE_LIMITER) private readonly limiter: RateLimiter`. */
export const RATE_LIMITER = Symbol('RATE_LIMITER');

/** What the Nest module is given. */
export interface RateLimiterModuleOptions {
  /** Any limiter; a `RedisRateLimiter` in production, a `MemoryRateLimiter` in tests. The module closes it. */
  readonly limiter: RateLimiter;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<RateLimiterModuleOptions>({ moduleName: 'RateLimiter' })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();

/**
 * Gives a limiter to inject, and closes it with the application.
 *
 * @example
 * RateLimiterModule.forRootAsync({
 *   isGlobal: true,
 *   inject: [REDIS],
 *   useFactory: (redis: Redis) => ({ limiter: new RedisRateLimiter({ redis }) }),
 * });
 */
@Module({
  providers: [
    {
      provide: RATE_LIMITER,
      useFactory: ({ limiter }: RateLimiterModuleOptions) => limiter,
      inject: [MODULE_OPTIONS_TOKEN],
    },
  ],
  exports: [RATE_LIMITER],
})
export class RateLimiterModule extends ConfigurableModuleClass implements OnModuleDestroy {
  constructor(@Inject(RATE_LIMITER) private readonly limiter: RateLimiter) {
    super();
  }

  /** Called by Nest: closes the limiter. */
  async onModuleDestroy(): Promise<void> {
    await this.limiter.close();
  }
}
