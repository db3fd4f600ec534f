// Stops what global-setup.cjs has started.
const { once } = require('node:events');

module.exports = async () => {
  const child = globalThis.__AUDIENCE_SYNC_SERVICES__;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
};
