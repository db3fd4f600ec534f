// No Postgres and no Redis in here: what is real is HTTP on loopback, npm, tsc and the packed tarball.
module.exports = require('../../jest.preset.cjs').integration({
  globalSetup: undefined,
  globalTeardown: undefined,
  testTimeout: 120_000,
});
