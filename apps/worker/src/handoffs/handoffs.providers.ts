import { HandoffQueues } from '@audience-sync/messaging';
import { HandoffsRepository } from '@audience-sync/persistence';
import { type Provider } from '@nestjs/common';
import { HandoffHandlers } from './handoff.handlers.ts';
import { HandoffRelay } from './handoff-relay.ts';

export const handoffsProviders: Provider[] = [
  HandoffHandlers,
  {
    provide: HandoffRelay,
    inject: [HandoffsRepository, HandoffQueues],
    useFactory: (outbox: HandoffsRepository, queues: HandoffQueues) => new HandoffRelay(outbox, queues),
  },
];
