/**
 * Says on standard output, as one line of JSON, that the process can be used and where. Whoever started it waits for
 * this line; log entries are lines of JSON too, but none has `"ready":true`.
 */
export function announceReady(url: string, more: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ ready: true, url, ...more })}\n`);
}
