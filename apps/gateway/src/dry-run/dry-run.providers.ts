import { type Provider } from '@nestjs/common';

import { intakeLimits } from '../entries/entries.providers.ts';
import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { DryRunDoor } from './dry-run.door.ts';
import { DryRunService } from './dry-run.service.ts';
import { SyncEstimates } from './sync-estimates.ts';

export const dryRunProviders: Provider[] = [
  DryRunService,
  SyncEstimates,
  {
    provide: DryRunDoor,
    inject: [DryRunService, SyncEstimates, GATEWAY_ENV],
    useFactory: (service: DryRunService, estimates: SyncEstimates, env: GatewayEnv) =>
      new DryRunDoor(service, estimates, intakeLimits(env)),
  },
];
