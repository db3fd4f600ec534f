import {
  type AuditEventsRepository,
  type ConnectionsRepository,
  type ConnectionTokensRepository,
  type Database,
  type RefreshTurn,
  type Tx,
} from '@audience-sync/persistence';
import { type TopicBus, topics } from '@audience-sync/messaging';
import { type BatchStore } from '@audience-sync/batching-scheduler';
import { HOLD_REASONS } from '@audience-sync/domain';
import { type TokenGrant } from '@audience-sync/pinterest-client';
import { systemEvent } from './system-event.ts';
import { type LoginStore, type LoginWriter, type StoredLogin } from './login-store.port.ts';

/** What a login's store is made of. */
export interface StoredLoginsParts {
  readonly database: Database;
  readonly connections: ConnectionsRepository;
  readonly tokens: ConnectionTokensRepository;
  readonly batches: BatchStore<Tx>;
  readonly audit: AuditEventsRepository;
  readonly bus: TopicBus;
}

/** Logins in Postgres, under the connection's refresh lock. */
export class StoredLogins implements LoginStore {
  constructor(private readonly parts: StoredLoginsParts) {}

  locked<T>(
    connectionId: string,
    work: (login: StoredLogin | null, write: LoginWriter) => Promise<T>,
  ): Promise<T> {
    return this.parts.tokens.withRefreshLock(connectionId, async (turn) => {
      const login = await this.loginOf(connectionId, turn);
      return work(login, this.writer(connectionId, turn));
    });
  }

  private async loginOf(connectionId: string, { tokens }: RefreshTurn): Promise<StoredLogin | null> {
    const connection = tokens && (await this.parts.connections.findForDelivery(connectionId));
    if (!tokens || !connection) return null;
    return { ...tokens, connectionId, pinterestUserId: connection.pinterestUserId };
  }

  private writer(connectionId: string, turn: RefreshTurn): LoginWriter {
    const tell = () => this.parts.bus.publish([topics.connection(connectionId)]);
    return {
      announce: () => turn.announce().then(tell),
      noteFailure: () => turn.noteFailure(null),
      markEnding: (words) => this.markEnding(connectionId, turn, words),
      storeGrant: (grant) => this.storeGrant(connectionId, turn, grant),
      markInvalid: (words) => this.markInvalid(connectionId, turn, words),
    };
  }

  /** Pinterest sends no new refresh token when the old one stays in force. */
  private async storeGrant(connectionId: string, turn: RefreshTurn, grant: TokenGrant): Promise<void> {
    await turn.store({
      accessToken: grant.accessToken,
      refreshToken: grant.refreshToken ?? turn.tokens?.refreshToken ?? null,
      accessExpiresAt: grant.accessTokenExpiresAt,
      refreshExpiresAt: grant.refreshTokenExpiresAt ?? turn.tokens?.refreshExpiresAt ?? null,
    });
    await this.parts.bus.publish([topics.connection(connectionId)]);
  }

  private async markEnding(connectionId: string, turn: RefreshTurn, words: string): Promise<void> {
    await turn.noteFailure(words);
    await this.parts.bus.publish([topics.connection(connectionId)]);
  }

  /** Status and hold change together: nobody sees a dead connection whose batches still leave, or the reverse. */
  private async markInvalid(connectionId: string, { tokens }: RefreshTurn, message: string): Promise<void> {
    const { database, connections, batches, audit, bus } = this.parts;
    const fault = { tokenVersion: tokens?.tokenVersion ?? 0, code: HOLD_REASONS.token, message };
    await database.transaction(async (tx) => {
      const invalid = await connections.markInvalid(connectionId, fault, tx);
      if (!invalid) return;
      await batches.hold({ flowId: connectionId }, HOLD_REASONS.token, tx);
      await audit.record(systemEvent(invalid, 'connection.invalidated'), tx);
    });
    await bus.publish([topics.connection(connectionId)]);
  }
}
