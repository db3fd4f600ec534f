// Real: Nest's container, memory store, timers of milliseconds. Mocked: the other side.
import 'reflect-metadata';

import { type DynamicModule, Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { type BatchStore } from '../batch-store.port.ts';
import { LaneIntake } from '../lane-intake.ts';
import { MemoryBatchStore } from '../memory/memory-batch-store.ts';
import { type AttemptOutcome, type LeasedBatch } from '../model.ts';
import { type Transport } from '../transport.port.ts';
import { testItems } from '../testing/index.ts';
import { BATCH_STORE, BatchingModule } from './index.ts';

class Recorder implements Transport {
  readonly sent: string[] = [];
  private tell: () => void = () => undefined;
  readonly first = new Promise<void>((resolve) => (this.tell = resolve));

  send({ items }: LeasedBatch): Promise<AttemptOutcome> {
    this.sent.push(...items.ids);
    this.tell();
    return Promise.resolve({ kind: 'accepted' });
  }
}

@Injectable()
class Sender {
  constructor(
    private readonly intake: LaneIntake,
    @Inject(BATCH_STORE) readonly store: BatchStore,
  ) {}

  async send(...ids: string[]): Promise<void> {
    const request = {
      flowId: 'f',
      groupId: 'g',
      operation: 'ADD',
      sourceId: 's',
      items: testItems(...ids),
    } as const;
    await this.intake.wake(await this.intake.append([request]));
  }
}

const SETTINGS = 'SETTINGS';

@Module({ providers: [{ provide: SETTINGS, useValue: { flushIntervalMs: 1 } }], exports: [SETTINGS] })
class SettingsModule {}

async function start(imported: DynamicModule) {
  @Module({ imports: [imported], providers: [Sender] })
  class AppModule {}
  return NestFactory.createApplicationContext(AppModule, { logger: false });
}

describe('BatchingModule', () => {
  it('forRoot gives the intake to inject, sends by itself, and drains with the application', async () => {
    const transport = new Recorder();
    const store = new MemoryBatchStore({ options: { flushIntervalMs: 1 } });
    const app = await start(BatchingModule.forRoot({ store, transport }));
    await app.get(Sender).send('a', 'b');
    await transport.first;
    await app.close();
    expect(transport.sent).toEqual(['a', 'b']);
    expect((await store.listBatches('g')).map((batch) => batch.state)).toEqual(['SYNCED']);
    expect(app.get(Sender).store).toBe(store);
  });

  it('forRootAsync makes the parts from other providers', async () => {
    const transport = new Recorder();
    const app = await start(
      BatchingModule.forRootAsync({
        imports: [SettingsModule],
        inject: [SETTINGS],
        useFactory: (options: { flushIntervalMs: number }) => ({
          store: new MemoryBatchStore({ options }),
          transport,
        }),
      }),
    );
    await app.get(Sender).send('a');
    await transport.first;
    await app.close();
    expect(transport.sent).toEqual(['a']);
  });

  it('follows no hints of its own when it is given somebody else’s', async () => {
    const hints: string[] = [];
    const post = (what: string) => () => Promise.resolve(void hints.push(what));
    const wake = { sealWindow: post('seal'), dispatch: post('dispatch'), attempt: post('attempt') };
    const app = await start(
      BatchingModule.forRoot({ store: new MemoryBatchStore(), transport: new Recorder(), wake }),
    );
    await app.get(Sender).send('a');
    await app.close();
    expect(hints).toEqual(['seal']);
  });
});
