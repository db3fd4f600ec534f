import { type HOLD_REASONS } from '@audience-sync/domain';

/** The connection's own record says that no request may leave, and why. */
export class ConnectionClosedError extends Error {
  override readonly name = 'ConnectionClosedError';

  constructor(readonly holdReason: (typeof HOLD_REASONS)['token' | 'disconnected']) {
    super(`connection closed: ${holdReason}`);
  }
}
