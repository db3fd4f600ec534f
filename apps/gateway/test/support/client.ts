/** What a GraphQL server answers. */
export interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

/** Calls a gateway over HTTP, as one API key. */
export class Client {
  constructor(
    readonly url: string,
    readonly apiKey: string | null,
  ) {}

  get headers(): Record<string, string> {
    return this.apiKey === null ? {} : { authorization: `Bearer ${this.apiKey}` };
  }

  /** The whole answer, with its errors. */
  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer<T>;
  }

  /** The data. Throws when there are errors. */
  async run<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { data, errors } = await this.ask<T>(query, variables);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Sends lines to the door for bulk; answers the status and the lines that came back. */
  async enter(
    stepId: string,
    body: string | Uint8Array | ReadableStream<Uint8Array>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; lines: Record<string, unknown>[] }> {
    const response = await fetch(`${this.url}/v1/steps/${stepId}/entries`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', ...this.headers, ...headers },
      body: body as RequestInit['body'] & {},
      ...({ duplex: 'half' } as object),
    });
    const text = await response.text();
    const lines = text.split('\n').filter((line) => line !== '');
    return {
      status: response.status,
      lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    };
  }
}
