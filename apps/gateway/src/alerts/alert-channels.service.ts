import { randomBytes } from 'node:crypto';

import { type AlertChannelKind } from '@audience-sync/domain';
import { JobQueue } from '@audience-sync/messaging';
import {
  AlertChannelsRepository,
  AlertDeliveriesRepository,
  AuditEventsRepository,
  Database,
  type AlertChannel,
  type AlertTarget,
} from '@audience-sync/persistence';
import { Inject, Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { type GatewayEnv } from '../env.ts';
import { InputProblem, InvalidInputError } from '../graphql/user-error.object.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { AlertChannelObject, CreateAlertWebhookPayload } from './alert-channel.object.ts';
import { readMailbox, readWebhookUrl } from './channel-address.ts';

const MAX_CHANNELS = 20;
/** As Standard Webhooks asks for: 24 to 64 bytes. */
const SECRET_BYTES = 32;

const tooMany = (field: string): InvalidInputError =>
  new InvalidInputError([
    new InputProblem(['input', field], `A workspace has at most ${MAX_CHANNELS} channels. Remove one first.`),
  ]);

/** Where a workspace hears of alerts. */
@Injectable()
export class AlertChannelsService {
  constructor(
    private readonly database: Database,
    private readonly channels: AlertChannelsRepository,
    private readonly deliveries: AlertDeliveriesRepository,
    private readonly audit: AuditEventsRepository,
    private readonly jobs: JobQueue,
    @Inject(GATEWAY_ENV) private readonly env: Pick<GatewayEnv, 'ALERT_WEBHOOKS_ALLOW_PRIVATE'>,
  ) {}

  async list(workspaceId: string): Promise<AlertChannelObject[]> {
    return (await this.channels.list(workspaceId)).map((channel) => new AlertChannelObject(channel));
  }

  async createWebhook(caller: Caller, url: string): Promise<CreateAlertWebhookPayload | InvalidInputError> {
    const address = readWebhookUrl(url, this.env.ALERT_WEBHOOKS_ALLOW_PRIVATE);
    if (address instanceof InvalidInputError) return address;
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    const channel = await this.create(caller, 'WEBHOOK', { address, secret });
    return channel ? new CreateAlertWebhookPayload(new AlertChannelObject(channel), secret) : tooMany('url');
  }

  async createEmail(caller: Caller, text: string): Promise<AlertChannelObject | InvalidInputError> {
    const address = readMailbox(text);
    if (address instanceof InvalidInputError) return address;
    const channel = await this.create(caller, 'EMAIL', { address, secret: null });
    return channel ? new AlertChannelObject(channel) : tooMany('address');
  }

  /** False: no such channel. */
  remove(caller: Caller, id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const removed = await this.channels.remove(caller.workspaceId, id, tx);
      if (removed) await this.audit.record(eventOf(caller, 'alert-channel.removed', id), tx);
      return removed;
    });
  }

  /** What becomes of it shows on the channel. Null: no such channel. */
  async test({ workspaceId }: Caller, id: string): Promise<AlertChannelObject | null> {
    const channel = await this.channels.find(workspaceId, id);
    if (!channel) return null;
    const deliveryId = await this.deliveries.queueTest(id);
    await this.jobs.add({ name: 'alert.deliver', deliveryId, attempt: 1 });
    return new AlertChannelObject(channel);
  }

  /** Null: there are as many as there may be. */
  private async create(
    caller: Caller,
    kind: AlertChannelKind,
    target: AlertTarget,
  ): Promise<AlertChannel | null> {
    if ((await this.channels.list(caller.workspaceId)).length >= MAX_CHANNELS) return null;
    return this.database.transaction(async (tx) => {
      const channel = await this.channels.create(caller.workspaceId, kind, target, tx);
      await this.audit.record(eventOf(caller, 'alert-channel.created', channel.id), tx);
      return channel;
    });
  }
}

const eventOf = ({ workspaceId, keyId }: Caller, action: string, subjectId: string) => ({
  workspaceId,
  actor: keyId,
  action,
  subjectType: 'alert-channel',
  subjectId,
  detail: {},
});
