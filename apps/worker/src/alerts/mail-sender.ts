import { type AlertDelivery, type AlertTarget } from '@audience-sync/persistence';
import { createTransport } from 'nodemailer';
import { type AlertSender, type SendResult } from './alert-sender.port.ts';
import { letterOf } from './alert-words.ts';

export interface MailSettings {
  /** Null: there is no mail server. */
  readonly smtpUrl: string | null;
  readonly from: string;
  readonly timeoutMs: number;
}

/** Letters by SMTP. The id stays the same over all tries, so that a mail program can tell a repetition. */
export class MailSender implements AlertSender {
  constructor(private readonly settings: MailSettings) {}

  async send(delivery: AlertDelivery, { address }: AlertTarget): Promise<SendResult> {
    const { smtpUrl, from, timeoutMs } = this.settings;
    if (smtpUrl === null) return { kind: 'failed', reason: 'No mail server is set (SMTP_URL).' };
    const transport = createTransport({
      url: smtpUrl,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    });
    try {
      await transport.sendMail({
        from,
        to: { name: '', address },
        messageId: `<${delivery.id}@audience-sync>`,
        ...letterOf(delivery),
      });
      return { kind: 'delivered' };
    } catch {
      return { kind: 'failed', reason: 'The mail server did not take the letter.' };
    } finally {
      transport.close();
    }
  }
}
