import { type Brand } from '@audience-sync/tools';

export interface DoorAnswer {
  readonly status: number;
  /** The lines of the answer, parsed; an answer of plain JSON is one line. */
  readonly lines: readonly Record<string, unknown>[];
}

export interface DoorRequest {
  readonly stepId: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts to the NDJSON door and takes whatever it answers. */
export async function post(
  { apiKey }: Pick<Brand, 'apiKey'>,
  gatewayUrl: string,
  { stepId, body, key, headers }: DoorRequest,
): Promise<DoorAnswer> {
  const answer = await fetch(`${gatewayUrl}/v1/steps/${stepId}/entries`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/x-ndjson',
      connection: 'close',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    body,
  });
  const text = await answer.text();
  const lines = text.split('\n').filter((line) => line !== '');
  return { status: answer.status, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
