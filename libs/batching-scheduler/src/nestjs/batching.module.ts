import {
  type BeforeApplicationShutdown,
  ConfigurableModuleBuilder,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { BatchDispatcher } from '../batch-dispatcher.ts';
import { Batching, type BatchingParts } from '../batching.ts';
import { LaneIntake } from '../lane-intake.ts';

/** Injection token of the store: `@Inject(BATCH_STORE) private readonly store: BatchStore`. */
export const BATCH_STORE = Symbol('BATCH_STORE');

/** What the Nest module is given: the parts of a {@link Batching}. */
export type BatchingModuleOptions = BatchingParts;

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<BatchingModuleOptions>({
    moduleName: 'Batching',
  })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();

/**
 * Gives `Batching`, its `LaneIntake` and `BatchDispatcher`, and the store to inject; starts and closes with the application
 * (`enableShutdownHooks`).
 *
 * @example
 * BatchingModule.forRootAsync({
 *   inject: [Pool, Deliveries],
 *   useFactory: (pool: Pool, transport: Deliveries) => ({ store: new PostgresBatchStore({ pool }), transport }),
 * });
 */
@Module({
  providers: [
    {
      provide: BATCH_STORE,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ store }: BatchingModuleOptions) => store,
    },
    {
      provide: Batching,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: BatchingModuleOptions) => new Batching(options),
    },
    { provide: BatchDispatcher, inject: [Batching], useFactory: ({ dispatcher }: Batching) => dispatcher },
    { provide: LaneIntake, inject: [Batching], useFactory: ({ intake }: Batching) => intake },
  ],
  exports: [BATCH_STORE, Batching, BatchDispatcher, LaneIntake],
})
export class BatchingModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  constructor(@Inject(Batching) private readonly batching: Batching) {
    super();
  }

  /** Called by Nest: begins to follow hints and to sweep. */
  onApplicationBootstrap(): void {
    this.batching.start();
  }

  /** Called by Nest: takes nothing new and waits for the attempts in hand. */
  beforeApplicationShutdown(): Promise<void> {
    return this.batching.close();
  }
}
