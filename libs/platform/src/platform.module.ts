import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { AppLogger } from './app-logger.ts';
import { type Clock, systemClock } from './clock.ts';
import { HealthRegistry } from './health-registry.ts';
import { createMetricsRegistry } from './metrics-registry.ts';

export interface PlatformModuleOptions {
  readonly service: string;
  readonly logger: AppLogger;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** The token of the {@link Clock}. */
export const CLOCK = Symbol('clock');

/** Gives everybody the {@link AppLogger}, the {@link HealthRegistry}, prom-client's `Registry` and the {@link CLOCK}. */
@Module({})
export class PlatformModule {
  static forRoot({ service, logger, clock = systemClock }: PlatformModuleOptions): DynamicModule {
    const providers = [
      { provide: AppLogger, useValue: logger },
      { provide: HealthRegistry, useValue: new HealthRegistry() },
      { provide: Registry, useValue: createMetricsRegistry(service) },
      { provide: CLOCK, useValue: clock },
    ];
    return { module: PlatformModule, global: true, providers, exports: providers };
  }
}
