/** What a gateway has counted of its reads for subscribers. */
export interface LiveReads {
  /** Values that were read again. */
  readonly values: number;
  /** Statements for that: steps that change together share one. */
  readonly statements: number;
}

/** As Prometheus would be told. */
export async function liveReads(gatewayUrl: string): Promise<LiveReads> {
  const text = await (await fetch(`${gatewayUrl}/metrics`)).text();
  const valueOf = (name: string): number =>
    Number(new RegExp(`^audience_sync_live_${name}_total\\S* (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { values: valueOf('reads'), statements: valueOf('statements') };
}
