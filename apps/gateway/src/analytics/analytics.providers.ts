import { type Provider } from '@nestjs/common';

import { BatchActivityService } from '../live/batch-activity.service.ts';
import { ErroredLiveService } from '../live/errored-live.service.ts';
import { LiveEventsService } from '../live/live-events.service.ts';
import { LiveViewsService } from '../live/live-views.service.ts';
import { LiveService } from '../live/live.service.ts';
import { NotSyncedService } from './not-synced.service.ts';
import { SeriesService } from './series.service.ts';
import { StepMetricsLiveService } from './step-metrics-live.service.ts';

/** Numbers, and everything that is watched as it changes. */
export const analyticsProviders: Provider[] = [
  LiveEventsService,
  LiveService,
  LiveViewsService,
  BatchActivityService,
  ErroredLiveService,
  StepMetricsLiveService,
  SeriesService,
  NotSyncedService,
];
