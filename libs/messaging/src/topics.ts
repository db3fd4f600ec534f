/** What a topic says: something changed at that moment (milliseconds since 1970); read it again. Never data. */
export interface TopicEvent {
  readonly at: number;
}

declare const topicBrand: unique symbol;
/** The name of a topic, made by {@link topics} only. */
export type Topic = string & { readonly [topicBrand]: true };

const topic = (name: string) => name as Topic;

export const topics = {
  stepMetrics: (stepId: string) => topic(`step/${stepId}/metrics`),
  connection: (connectionId: string) => topic(`connection/${connectionId}`),
  /** Batches of the connection have moved. */
  activity: (connectionId: string) => topic(`connection/${connectionId}/activity`),
  alerts: (workspaceId: string) => topic(`workspace/${workspaceId}/alerts`),
  canvas: (canvasId: string) => topic(`canvas/${canvasId}`),
  audience: (audienceId: string) => topic(`audience/${audienceId}`),
  /** What is known to exist at Pinterest in an ad account. */
  audienceListing: (adAccountId: string) => topic(`ad-account/${adAccountId}/audiences`),
} as const;
