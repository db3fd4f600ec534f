import { JobQueue } from '@audience-sync/messaging';
import { AlertChannelsRepository, AlertDeliveriesRepository } from '@audience-sync/persistence';
import { AppLogger } from '@audience-sync/platform';
import { type Provider } from '@nestjs/common';
import { type WorkerEnv } from '../env.ts';
import { WORKER_ENV } from '../injection-tokens.ts';
import { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { systemTiming } from '../timing.ts';
import { AlertDispatch, type AlertSenders } from './alert-dispatch.ts';
import { AlertHandlers } from './alert.handlers.ts';
import { guardedAgent } from './guarded-agent.ts';
import { MailSender } from './mail-sender.ts';
import { PruneHandlers } from './prune.handlers.ts';
import { WebhookSender } from './webhook-sender.ts';

const ALERT_SENDERS = Symbol('alert senders');

export const alertsProviders: Provider[] = [
  AlertHandlers,
  PruneHandlers,
  {
    provide: WebhookSender,
    inject: [WORKER_ENV],
    useFactory: ({
      ALERT_WEBHOOKS_ALLOW_PRIVATE: allowPrivate,
      ALERT_WEBHOOK_TIMEOUT_MS: timeoutMs,
    }: WorkerEnv) =>
      new WebhookSender({
        agent: guardedAgent({ allowPrivate, connectTimeoutMs: timeoutMs }),
        allowPrivate,
        timeoutMs,
        now: () => systemTiming.now(),
      }),
  },
  {
    provide: MailSender,
    inject: [WORKER_ENV],
    useFactory: ({ SMTP_URL, ALERT_MAIL_FROM: from, ALERT_WEBHOOK_TIMEOUT_MS: timeoutMs }: WorkerEnv) =>
      new MailSender({ smtpUrl: SMTP_URL ?? null, from, timeoutMs }),
  },
  {
    provide: ALERT_SENDERS,
    inject: [WebhookSender, MailSender],
    useFactory: (webhooks: WebhookSender, mail: MailSender): AlertSenders => ({
      WEBHOOK: webhooks,
      EMAIL: mail,
    }),
  },
  {
    provide: AlertDispatch,
    inject: [
      AlertChannelsRepository,
      AlertDeliveriesRepository,
      ALERT_SENDERS,
      JobQueue,
      AppLogger,
      WorkerMetrics,
    ],
    useFactory: (
      channels: AlertChannelsRepository,
      deliveries: AlertDeliveriesRepository,
      senders: AlertSenders,
      jobs: JobQueue,
      logger: AppLogger,
      metrics: WorkerMetrics,
    ) =>
      new AlertDispatch({
        ...{ channels, deliveries, senders, jobs, logger },
        now: () => systemTiming.now(),
        onResult: (kind, result) => metrics.alertSent(kind, result),
      }),
  },
];
