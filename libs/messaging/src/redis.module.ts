import { AppLogger, HealthRegistry } from '@audience-sync/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import { RedisConnections, type RedisSettings } from './redis-connections.ts';

/** The {@link RedisConnections} of this process, and the health check `redis`. */
@Module({})
export class RedisModule {
  static forRoot(settings: RedisSettings): DynamicModule {
    const provider = {
      provide: RedisConnections,
      inject: [AppLogger, HealthRegistry],
      useFactory: (logger: AppLogger, health: HealthRegistry) => {
        const connections = new RedisConnections(settings, logger);
        health.register('redis', () => connections.ping());
        return connections;
      },
    };
    return { module: RedisModule, global: true, providers: [provider], exports: [RedisConnections] };
  }
}
