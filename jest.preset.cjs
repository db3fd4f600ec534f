// One preset for every project. Nest 12 ships ES modules only; Jest on Node 20 cannot require them,
// so swc turns those packages (and what they load) into CommonJS as well.
const path = require('node:path');

const ESM_ONLY = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'jose',
  'p-limit',
];
const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    keepClassNames: true,
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
  swcrc: false,
};
// The name that Nx knows the project by: the report is one of the target's cached outputs.
const project = require(path.join(process.cwd(), 'package.json')).nx.name;

/** @param {'unit' | 'integration' | 'e2e' | 'faults'} tier */
const preset = (tier, testMatch, more = {}) => ({
  testEnvironment: 'node',
  rootDir: process.cwd(),
  testMatch,
  cacheDirectory: path.join(__dirname, '.cache/jest'),
  transform: { '^.+\\.[cm]?[jt]s$': [require.resolve('@swc/jest'), swc] },
  transformIgnorePatterns: [`/node_modules/(?!(?:${ESM_ONLY.join('|')})/)`],
  testEnvironmentOptions: {
    customExportConditions: ['@audience-sync/source', 'node', 'node-addons', 'require', 'default'],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  reporters: [
    'default',
    [path.join(__dirname, 'tools/jest-totals-reporter.cjs'), { file: `${project}.${tier}.json` }],
  ],
  ...more,
});

module.exports = {
  unit: (more) => preset('unit', ['<rootDir>/src/**/*.spec.ts'], more),
  integration: (more) =>
    preset('integration', ['<rootDir>/test/**/*.integration-spec.ts'], {
      globalSetup: path.join(__dirname, 'test/kit/global-setup.cjs'),
      globalTeardown: path.join(__dirname, 'test/kit/global-teardown.cjs'),
      testTimeout: 30_000,
      ...more,
    }),
  preset,
};
