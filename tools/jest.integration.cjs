module.exports = require('../jest.preset.cjs').preset(
  'integration',
  ['<rootDir>/test/**/*.integration-spec.ts'],
  { testTimeout: 60_000 },
);
