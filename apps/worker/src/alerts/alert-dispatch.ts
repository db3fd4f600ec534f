import { type AlertChannelKind } from '@audience-sync/domain';
import { type JobQueue } from '@audience-sync/messaging';
import {
  type AlertChannelsRepository,
  type AlertDeliveriesRepository,
  type AlertDelivery,
} from '@audience-sync/persistence';
import { type AppLogger } from '@audience-sync/platform';
import { type AlertSender, type SendResult } from './alert-sender.port.ts';
import { retryDelayMs } from './retry-schedule.ts';

export type AlertSenders = Readonly<Record<AlertChannelKind, AlertSender>>;

export interface AlertDispatchParts {
  readonly channels: AlertChannelsRepository;
  readonly deliveries: AlertDeliveriesRepository;
  readonly senders: AlertSenders;
  readonly jobs: JobQueue;
  readonly logger: AppLogger;
  readonly now: () => number;
  readonly onResult: (kind: AlertChannelKind, result: SendResult['kind']) => void;
}

/** One try at a delivery: told, put off, or given up. */
export class AlertDispatch {
  constructor(private readonly parts: AlertDispatchParts) {}

  async deliver(deliveryId: string): Promise<void> {
    const { channels, deliveries, senders, onResult } = this.parts;
    const delivery = await deliveries.take(deliveryId);
    const channel = delivery && (await channels.findForDelivery(delivery.channelId));
    if (!channel) return;
    const result = await senders[channel.kind].send(delivery, channel.target);
    onResult(channel.kind, result.kind);
    if (result.kind === 'delivered') return deliveries.delivered(delivery);
    await this.putOff(delivery, result);
  }

  private async putOff(
    delivery: AlertDelivery,
    result: Exclude<SendResult, { kind: 'delivered' }>,
  ): Promise<void> {
    const { deliveries, jobs, logger, now } = this.parts;
    const { id, attempts, channelId } = delivery;
    const delayMs = result.kind === 'gone' ? null : retryDelayMs(attempts);
    const retryAtMs = delayMs === null ? null : now() + delayMs;
    await deliveries.failed(delivery, result.reason, retryAtMs === null ? null : new Date(retryAtMs));
    logger.warn('an alert was not delivered', { deliveryId: id, channelId, attempts, reason: result.reason });
    if (retryAtMs !== null)
      await jobs.add({ name: 'alert.deliver', deliveryId: id, attempt: attempts + 1 }, { atMs: retryAtMs });
  }
}
