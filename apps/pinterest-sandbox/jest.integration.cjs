// These tests need neither Postgres nor Redis, so they run without the set-up of the other projects.
module.exports = require('../../jest.preset.cjs').integration({
  globalSetup: undefined,
  globalTeardown: undefined,
});
