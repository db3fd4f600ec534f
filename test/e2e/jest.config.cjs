const path = require('node:path');

// Built processes over the wire only, one spec after another: they share the machine with what they start.
module.exports = require(path.join(__dirname, '../../jest.preset.cjs')).preset(
  'e2e',
  ['<rootDir>/src/**/*.e2e-spec.ts'],
  { maxWorkers: 1, testTimeout: 120_000 },
);
