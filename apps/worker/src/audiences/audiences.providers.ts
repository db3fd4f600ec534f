import { TopicBus } from '@audience-sync/messaging';
import { AudiencesRepository } from '@audience-sync/persistence';
import { type FetchLike } from '@audience-sync/pinterest-client';
import { type Provider } from '@nestjs/common';
import { type WorkerEnv } from '../env.ts';
import { PINTEREST_FETCH, WORKER_ENV } from '../injection-tokens.ts';
import { RequestGate } from '../limits/request-gate.ts';
import { StoredGrants } from '../tokens/stored-grants.ts';
import { AudienceHandlers } from './audience.handlers.ts';
import { AudienceSize } from './audience-size.ts';

export const audiencesProviders: Provider[] = [
  AudienceHandlers,
  {
    provide: AudienceSize,
    inject: [AudiencesRepository, StoredGrants, RequestGate, PINTEREST_FETCH, TopicBus, WORKER_ENV],
    useFactory: (
      audiences: AudiencesRepository,
      grants: StoredGrants,
      gate: RequestGate,
      fetch: FetchLike,
      bus: TopicBus,
      env: WorkerEnv,
    ) => {
      const settings = { apiUrl: env.PINTEREST_API_URL, requestTimeoutMs: env.SYNC_REQUEST_TIMEOUT_MS };
      return new AudienceSize({ audiences, grants, gate, fetch, bus, settings });
    },
  },
];
