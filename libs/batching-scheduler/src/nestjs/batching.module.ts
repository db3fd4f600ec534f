import {
  type BeforeApplicationShutdown,
  ConfigurableModuleBuilder,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { BatchDispatcher, type BatchDispatcherParts } from '../batch-dispatcher.ts';
import { InProcessWake } from '../in-process-wake.ts';
import { LaneIntake } from '../lane-intake.ts';
import { type WakePort } from '../wake.port.ts';

/** Injection token of the store: `@Inject(BATCH_STORE) private readonly store: BatchStore`. */
export const BATCH_STORE = Symbol('BATCH_STORE');

const WAKE = Symbol('WAKE');

/** What the Nest module is given: the parts of a dispatcher, and how this process wakes it. */
export interface BatchingModuleOptions extends Omit<BatchDispatcherParts, 'wake'> {
  /** Hints between processes. Without one they are timers of this process, which then sweeps as well. */
  readonly wake?: WakePort;
  /** How often this process sweeps, when it has no `wake`; in ms. Default 1,000. */
  readonly sweepEveryMs?: number;
  /** How long attempts in hand may take when the application shuts down, in ms. Default 10,000. */
  readonly drainMs?: number;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<BatchingModuleOptions>({
    moduleName: 'Batching',
  })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();

/**
 * Gives `LaneIntake`, `BatchDispatcher` and the store to inject; drains with the application (`enableShutdownHooks`).
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
      provide: WAKE,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ wake, clock, onError }: BatchingModuleOptions): WakePort =>
        wake ??
        new InProcessWake({ ...(clock ? { clock } : {}), onError: (error) => onError?.(error, 'hint') }),
    },
    {
      provide: BatchDispatcher,
      inject: [MODULE_OPTIONS_TOKEN, WAKE],
      useFactory: (options: BatchingModuleOptions, wake: WakePort) =>
        new BatchDispatcher({ ...options, wake }),
    },
    {
      provide: LaneIntake,
      inject: [MODULE_OPTIONS_TOKEN, WAKE],
      useFactory: ({ store }: BatchingModuleOptions, wake: WakePort) => new LaneIntake({ store, wake }),
    },
  ],
  exports: [BATCH_STORE, BatchDispatcher, LaneIntake],
})
export class BatchingModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  constructor(
    @Inject(MODULE_OPTIONS_TOKEN) private readonly options: BatchingModuleOptions,
    @Inject(WAKE) private readonly wake: WakePort,
    @Inject(BatchDispatcher) private readonly dispatcher: BatchDispatcher,
  ) {
    super();
  }

  /** Called by Nest: begins to follow hints and to sweep. */
  onApplicationBootstrap(): void {
    const { sweepEveryMs = 1_000 } = this.options;
    if (this.wake instanceof InProcessWake) this.wake.start(this.dispatcher, { sweepEveryMs });
  }

  /** Called by Nest: takes nothing new and waits for the attempts in hand. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.wake instanceof InProcessWake) this.wake.stop();
    await this.dispatcher.drain({ abortAfterMs: this.options.drainMs ?? 10_000 });
  }
}
