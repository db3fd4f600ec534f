import { type AlertDelivery, type AlertTarget } from '@audience-sync/persistence';

/** How one try at telling somebody ended. `gone`: nobody wants to hear it any more. */
export type SendResult =
  { readonly kind: 'delivered' } | { readonly kind: 'failed' | 'gone'; readonly reason: string };

/** Tells one channel of one event. It never rejects. */
export interface AlertSender {
  send(delivery: AlertDelivery, target: AlertTarget): Promise<SendResult>;
}
