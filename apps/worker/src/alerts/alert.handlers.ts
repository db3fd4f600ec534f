import { type JobOf, JobQueue, OnJob, TopicBus, topics } from '@audience-sync/messaging';
import {
  type AlertChange,
  AlertDeliveriesRepository,
  AlertsRepository,
  Database,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';
import { AlertDispatch } from './alert-dispatch.ts';

/** Deliveries that one check puts back on their way. */
const DUE_LIMIT = 500;

/** Finds out what is wrong, and lets it be told. */
@Injectable()
export class AlertHandlers {
  constructor(
    private readonly database: Database,
    private readonly alerts: AlertsRepository,
    private readonly deliveries: AlertDeliveriesRepository,
    private readonly dispatch: AlertDispatch,
    private readonly jobs: JobQueue,
    private readonly bus: TopicBus,
  ) {}

  /** A change of state and what is to be told of it are stored together; jobs only say where to look. */
  @OnJob('alerts.check')
  async check(): Promise<void> {
    const changes = await this.database.transaction(async (tx) => {
      const found = (await this.alerts.reconcile(tx)) ?? [];
      await this.deliveries.queue(found, tx);
      return found;
    });
    await this.bus.publish([...new Set(changes.map(topicOf))]);
    for (const { id, attempts } of await this.deliveries.due(DUE_LIMIT))
      await this.jobs.add({ name: 'alert.deliver', deliveryId: id, attempt: attempts + 1 });
  }

  @OnJob('alert.deliver')
  deliver({ deliveryId }: JobOf<'alert.deliver'>): Promise<void> {
    return this.dispatch.deliver(deliveryId);
  }
}

const topicOf = ({ alert }: AlertChange) => topics.alerts(alert.workspaceId);
