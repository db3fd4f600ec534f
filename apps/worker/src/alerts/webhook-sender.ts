import { type AlertDelivery, type AlertTarget } from '@audience-sync/persistence';
import { Webhook } from 'standardwebhooks';
import { type Agent, request } from 'undici';
import { type AlertSender, type SendResult } from './alert-sender.port.ts';
import { payloadOf } from './alert-words.ts';
import { PrivateAddressError, refusePrivateHost } from './guarded-agent.ts';

export interface WebhookSettings {
  readonly agent: Agent;
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  readonly now: () => number;
}

const GONE = 410;

/**
 * Signed as Standard Webhooks says (https://www.standardwebhooks.com): the id stays the same over all tries. Redirects are
 * not followed, and nothing of the answer but its status is looked at or told.
 */
export class WebhookSender implements AlertSender {
  constructor(private readonly settings: WebhookSettings) {}

  async send(delivery: AlertDelivery, { address, secret }: AlertTarget): Promise<SendResult> {
    try {
      return resultOf(await this.post(delivery, new URL(address), secret ?? ''));
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  private async post(delivery: AlertDelivery, url: URL, secret: string): Promise<number> {
    const { agent, allowPrivate, timeoutMs, now } = this.settings;
    if (!allowPrivate) refusePrivateHost(url);
    const body = JSON.stringify(payloadOf(delivery));
    const at = new Date(now());
    const answer = await request(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'audience-sync',
        'webhook-id': delivery.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign(delivery.id, at, body),
      },
      dispatcher: agent,
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Cut off unread; it says so by an error.
    answer.body.on('error', () => undefined).destroy();
    return answer.statusCode;
  }
}

function resultOf(status: number): SendResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === GONE) return { kind: 'gone', reason: 'It answered 410: it wants no more.' };
  if (status >= 300 && status < 400)
    return { kind: 'failed', reason: `It answered ${status}: redirects are not followed.` };
  return { kind: 'failed', reason: `It answered ${status}.` };
}

/** Says nothing of what lies behind an address: that would make us a scanner of networks. */
function reasonOf(error: unknown): string {
  if (isPrivate(error)) return 'Its address is not one of the open internet.';
  if (error instanceof Error && error.name === 'TimeoutError') return 'It did not answer in time.';
  return 'It could not be reached.';
}

function isPrivate(error: unknown): boolean {
  if (error instanceof PrivateAddressError) return true;
  return error instanceof Error && error.cause !== undefined && isPrivate(error.cause);
}
