import { createHash } from 'node:crypto';
import { Clock, type PartialSandboxOptions, type Sandbox, startSandbox } from '../src/sandbox.ts';

export const REDIRECT_URI = 'http://localhost:3000/oauth/callback';
export const ALL_SCOPES = 'ads:read,ads:write,user_accounts:read';
export const USERS = {
  business: '900000000000000001',
  partner: '900000000000000002',
  agency: '900000000000000003',
  noTerms: '900000000000000004',
  adsManager: '900000000000000005',
};
/** Account 1 is owned by the business; 4, 5 and 6 are shared with it as ADMIN, AUDIENCE_MANAGER and ANALYST; 7 is not. */
export const account = (number: number): string => String(549_755_800_000 + number);

export type Reply = { status: number; headers: Headers; text: string; json: Record<string, unknown> };

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const people = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => sha256(`person${from + index}@shop.example`));

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, json };
}

/** A sandbox in this process, seen over HTTP only. */
export class TestSandbox {
  private constructor(readonly server: Sandbox) {}

  /** Its time stands still but for `advance`, so that no test depends on how fast the machine is. */
  static async start(options: PartialSandboxOptions = {}): Promise<TestSandbox> {
    const clock = new Clock(() => 1_700_000_000_000);
    return new TestSandbox(await startSandbox({ port: 0, presetAudiences: 0, ...options }, clock));
  }

  close(): Promise<void> {
    return this.server.close(0);
  }

  advance(ms: number): void {
    this.server.advanceClock(ms);
  }

  consent(query: Record<string, string>, init: RequestInit = {}): Promise<Response> {
    const parameters = new URLSearchParams({
      client_id: 'sandbox-client-id',
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: ALL_SCOPES,
      ...query,
    });
    return fetch(`${this.server.oauthUrl}?${parameters.toString()}`, { redirect: 'manual', ...init });
  }

  async code(userId: string, scope = ALL_SCOPES): Promise<string> {
    const response = await this.consent({ auto_user: userId, scope });
    return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
  }

  async token(
    form: Record<string, string>,
    credentials = 'sandbox-client-id:sandbox-client-secret-not-a-real-one',
    path = '/oauth/token',
  ): Promise<Reply> {
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    const init = { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) };
    return reply(await fetch(this.server.apiUrl + path, init));
  }

  async connect(userId: string, scope = ALL_SCOPES): Promise<TestUser> {
    const form = { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI, continuous_refresh: 'true' };
    const { json } = await this.token({ ...form, code: await this.code(userId, scope) });
    return new TestUser(this.server.apiUrl, String(json['access_token']), String(json['refresh_token']));
  }

  async control(method: string, path: string, body?: unknown): Promise<Reply> {
    const init: RequestInit = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return reply(await fetch(`${this.server.url}/_control${path}`, init));
  }

  async fault(rule: unknown): Promise<void> {
    const { status, text } = await this.control('POST', '/faults', rule);
    if (status !== 200) throw new Error(text);
  }

  /** One list as the control door shows it. */
  async list(id: string): Promise<Record<string, unknown>> {
    const { json } = await this.control('GET', '/state');
    const lists = json['customerLists'] as Record<string, unknown>[];
    return lists.find((list) => list['id'] === id) ?? {};
  }

  /** The tally of a user's requests in one category. */
  async tally(userId: string, category = 'ads_write'): Promise<Record<string, unknown>> {
    const { json } = await this.control('GET', '/state');
    const users = json['users'] as { id: string; requests: Record<string, Record<string, unknown>> }[];
    return users.find((user) => user.id === userId)?.requests[category] ?? {};
  }
}

/** A Pinterest user with an access token. */
export class TestUser {
  constructor(
    private readonly apiUrl: string,
    readonly accessToken: string,
    readonly refreshToken: string,
  ) {}

  async send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Reply> {
    const headers = { authorization: `Bearer ${this.accessToken}`, 'content-type': 'application/json' };
    const init: RequestInit = { method, headers, ...(signal ? { signal } : {}) };
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
    return reply(await fetch(this.apiUrl + path, init));
  }

  get(path: string): Promise<Reply> {
    return this.send('GET', path);
  }

  async createList(
    adAccountId: string,
    records: string[],
    more: Record<string, unknown> = {},
  ): Promise<string> {
    const body = { name: 'Readers', records: records.join(','), ...more };
    const { json, text } = await this.send('POST', `/ad_accounts/${adAccountId}/customer_lists`, body);
    if (typeof json['id'] !== 'string') throw new Error(text);
    return json['id'];
  }

  patchList(
    adAccountId: string,
    listId: string,
    operation: 'ADD' | 'REMOVE',
    records: string[],
    signal?: AbortSignal,
  ): Promise<Reply> {
    const body = { operation_type: operation, records: records.join(',') };
    return this.send('PATCH', `/ad_accounts/${adAccountId}/customer_lists/${listId}`, body, signal);
  }

  createAudience(adAccountId: string, body: Record<string, unknown>): Promise<Reply> {
    return this.send('POST', `/ad_accounts/${adAccountId}/audiences`, body);
  }

  /** Every item of a list, page by page. */
  async all(path: string, query: Record<string, string> = {}): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    for (let bookmark: string | null = ''; bookmark !== null;) {
      const { json } = await this.get(`${path}?${new URLSearchParams({ ...query, bookmark }).toString()}`);
      items.push(...(json['items'] as Record<string, unknown>[]));
      bookmark = json['bookmark'] as string | null;
    }
    return items;
  }
}
