const path = require('node:path');

// Built processes over the wire only, one spec after another: they share the machine with what they start.
module.exports = require(path.join(__dirname, '../../jest.preset.cjs')).preset(
  'faults',
  ['<rootDir>/src/**/*.fault-spec.ts'],
  { maxWorkers: 1, testTimeout: 180_000 },
);
