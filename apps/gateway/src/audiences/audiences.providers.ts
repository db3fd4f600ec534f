import { type Provider } from '@nestjs/common';

import { TopicWatch } from '../waiting/topic-watch.ts';
import { ActalikeService } from './actalike.service.ts';
import { AudienceArchiveService } from './audience-archive.service.ts';
import { AudienceChangeParts } from './audience-change.parts.ts';
import { AudienceChangeService } from './audience-change.service.ts';
import { AudienceListingService } from './audience-listing.service.ts';
import { AudienceNames } from './audience-names.service.ts';
import { AudienceRefreshService } from './audience-refresh.service.ts';
import { AudienceSearchService } from './audience-search.service.ts';
import { AudienceUsage } from './audience-usage.ts';
import { AudiencesService } from './audiences.service.ts';

export const audiencesProviders: Provider[] = [
  TopicWatch,
  AudienceChangeParts,
  AudienceNames,
  AudienceUsage,
  AudiencesService,
  AudienceSearchService,
  AudienceListingService,
  AudienceChangeService,
  AudienceArchiveService,
  AudienceRefreshService,
  ActalikeService,
];
