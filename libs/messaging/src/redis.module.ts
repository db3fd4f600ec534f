import { AppLogger, HealthRegistry, type Need } from '@audience-sync/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import { RedisConnections, type RedisSettings } from './redis-connections.ts';

/**
 * The {@link RedisConnections} of this process, and the health check `redis`: needed by a process that runs jobs, missed by
 * one that only adds some.
 */
@Module({})
export class RedisModule {
  static forRoot(settings: RedisSettings, need: Need = 'needed'): DynamicModule {
    const provider = {
      provide: RedisConnections,
      inject: [AppLogger, HealthRegistry],
      useFactory: (logger: AppLogger, health: HealthRegistry) => {
        const connections = new RedisConnections(settings, logger);
        health.register('redis', () => connections.ping(), need);
        return connections;
      },
    };
    return { module: RedisModule, global: true, providers: [provider], exports: [RedisConnections] };
  }
}
