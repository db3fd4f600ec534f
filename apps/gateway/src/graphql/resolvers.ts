import { ApiKeyResolver } from '../access/api-key.resolver.ts';
import { AuditEventResolver } from '../access/audit-event.resolver.ts';
import { AlertChannelResolver } from '../alerts/alert-channel.resolver.ts';
import { AlertResolver } from '../alerts/alert.resolver.ts';
import { AudienceMetricsResolver } from '../analytics/audience-metrics.resolver.ts';
import { NotSyncedResolver } from '../analytics/not-synced.resolver.ts';
import { SeriesResolver } from '../analytics/series.resolver.ts';
import { StepMetricsResolver } from '../analytics/step-metrics.resolver.ts';
import { AudienceCareResolver } from '../audiences/audience-care.resolver.ts';
import { AudienceChoiceResolver } from '../audiences/audience-choice.resolver.ts';
import { AudienceResolver } from '../audiences/audience.resolver.ts';
import { CanvasResolver } from '../canvases/canvas.resolver.ts';
import { AdAccountResolver } from '../connections/ad-account.resolver.ts';
import { PinterestConnectionResolver } from '../connections/pinterest-connection.resolver.ts';
import { DeliveryResolver } from '../deliveries/delivery.resolver.ts';
import { DryRunResolver, StepReachResolver } from '../dry-run/dry-run.resolver.ts';
import { EnterStepResolver } from '../entries/enter-step.resolver.ts';
import { LiveResolver } from '../live/live.resolver.ts';
import { QuotaResolver } from '../quota/quota.resolver.ts';
import { HandoffResolver } from '../handoffs/handoff.resolver.ts';
import { AudienceSyncStepResolver } from '../steps/audience-sync-step.resolver.ts';
import { StepResolver } from '../steps/step.resolver.ts';
import { ViewerResolver } from '../workspaces/viewer.resolver.ts';
import { WorkspaceResolver } from '../workspaces/workspace.resolver.ts';

/** Every resolver: the schema is made of these and nothing else. */
export const RESOLVERS = [
  ViewerResolver,
  WorkspaceResolver,
  ApiKeyResolver,
  AuditEventResolver,
  PinterestConnectionResolver,
  AdAccountResolver,
  AudienceResolver,
  AudienceChoiceResolver,
  AudienceCareResolver,
  CanvasResolver,
  StepResolver,
  AudienceSyncStepResolver,
  StepReachResolver,
  HandoffResolver,
  DryRunResolver,
  StepMetricsResolver,
  AudienceMetricsResolver,
  SeriesResolver,
  NotSyncedResolver,
  LiveResolver,
  QuotaResolver,
  AlertResolver,
  AlertChannelResolver,
  EnterStepResolver,
  DeliveryResolver,
];
