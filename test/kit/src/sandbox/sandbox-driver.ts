import { type FaultRule, type SandboxState } from './sandbox-state.ts';

/** The control door of a running Pinterest sandbox. Every call throws when the sandbox refuses it. */
export class SandboxDriver {
  /** @param url where the sandbox listens, without a path */
  constructor(private readonly url: string) {}

  /** @param digests false leaves the digests of members out, which take time for big lists */
  async state({ digests = true }: { digests?: boolean } = {}): Promise<SandboxState> {
    return (
      await this.call('GET', `state${digests ? '' : '?digests=false'}`)
    ).json() as Promise<SandboxState>;
  }

  /** The members of a customer list, sorted. */
  async members(listId: string): Promise<string[]> {
    const text = await (await this.call('GET', `customer_lists/${listId}/members`)).text();
    return text === '' ? [] : text.trimEnd().split('\n');
  }

  /** From now on, until it has happened as often as it says or the faults are cleared. */
  async addFault(rule: FaultRule): Promise<void> {
    await this.call('POST', 'faults', rule);
  }

  async clearFaults(): Promise<void> {
    await this.call('DELETE', 'faults');
  }

  /** Kills every token of the user. */
  async revokeTokens(userId: string): Promise<void> {
    await this.call('POST', 'tokens/revoke', { userId });
  }

  /** As if somebody had deleted it in Ads Manager. */
  async deleteCustomerList(id: string): Promise<void> {
    await this.call('POST', `customer_lists/${id}/delete`);
  }

  async deleteAudience(id: string): Promise<void> {
    await this.call('POST', `audiences/${id}/delete`);
  }

  /** The user's roles in an ad account from now on; none takes it out of the user's sight. */
  async setPermissions(adAccountId: string, userId: string, permissions: readonly string[]): Promise<void> {
    await this.call('POST', `ad_accounts/${adAccountId}/permissions`, { userId, permissions });
  }

  async setTerms(adAccountId: string, accepted: boolean): Promise<void> {
    await this.call('POST', `ad_accounts/${adAccountId}/terms`, { accepted });
  }

  /** Moves the sandbox's own time ahead: tokens expire, quotas recover. */
  async advanceClock(ms: number): Promise<void> {
    await this.call('POST', 'clock/advance', { ms });
  }

  /** A fresh world; the same seed makes the same one. */
  async reset(seed?: number): Promise<void> {
    await this.call('POST', 'reset', { seed });
  }

  private async call(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(`${this.url}/_control/${path}`, {
      method,
      headers: { connection: 'close', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
