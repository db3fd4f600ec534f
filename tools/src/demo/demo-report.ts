/** The result of a demo, as `--report FILE` writes it. */
export interface DemoReport {
  users: number;
  entered: number;
  proceeded: number;
  synced: number;
  notSynced: number;
  pending: number;
  errored: number;
  exited: number;
  /** Requests that wrote to customer lists or audiences. */
  requests: number;
  throttled429: number;
  maxRequestsInAnySecond: number;
  maxRequestsInAnyMinute: number;
  /** From the first user sent to the last one settled. */
  seconds: number;
  usersPerSecond: number;
  /** From the moment a batch may leave to its request, of batches that did not queue for Pinterest's limits. */
  p99SealToSentMs: number;
  /** The longest that a user waited in an open batch. */
  maxEntryToSealMs: number;
  /** Share of the request rate that the limits allow, from the first to the last write to the list. */
  shareOfLimit: number;
  expectedMembers: number;
  actualMembers: number;
  membersDigestExpected: string;
  membersDigestActual: string;
  invariants: Record<string, boolean>;
  services: { postgres: { url: string; source: string }; redis: { url: string; source: string } };
}

/** The report for a person. */
export function renderReport(report: DemoReport): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const held = Object.entries(report.invariants).map(
    ([name, ok]) => `  ${ok ? 'held  ' : 'BROKEN'}  ${name}`,
  );
  return `
Users        ${count(report.users)} in the file, ${count(report.entered)} entered, ${count(report.proceeded)} proceeded, ${count(report.exited)} exited
Outcomes     ${count(report.synced)} synced, ${count(report.notSynced)} not synced, ${count(report.pending)} pending, ${count(report.errored)} errored
Audience     ${count(report.actualMembers)} members at the sandbox, ${count(report.expectedMembers)} computed from the file
Requests     ${count(report.requests)} writes, ${report.throttled429} answers of 429, at most ${report.maxRequestsInAnySecond} in any second, ${(report.shareOfLimit * 100).toFixed(1)} % of the limit
Time         ${report.seconds.toFixed(1)} s, ${count(Math.round(report.usersPerSecond))} users/s; sealed after ${report.maxEntryToSealMs} ms at most; sealed to sent p99 ${report.p99SealToSentMs} ms

${held.join('\n')}
`;
}
