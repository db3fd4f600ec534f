// Preloaded into every process the kit starts. When the parent dies, however it dies, the channel to it closes:
// then this process ends as on SIGTERM, and the hard way if it does not manage in time.
const GRACE_MS = 30_000;

if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
  });
  process.channel.unref();
  // With the parent went the reader of our output. That must not disturb an orderly end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
