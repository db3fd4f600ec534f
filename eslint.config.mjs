import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const NEST = ['@nestjs/*'];
const GRAPHQL_SERVER = ['@nestjs/graphql', '@nestjs/apollo', '@apollo/*'];
const ban = (...group) => ({
  'no-restricted-imports': [
    'error',
    { patterns: [{ group, message: 'This room may not import that (docs/ARCHITECTURE.md).' }] },
  ],
});
const only = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });

/** How the names of types end that are values, not things: pages, answers, failures, parts and reports. They have no id. */
const VALUE_TYPES = `Query Mutation Subscription Connection Edge PageInfo Payload Error Problem Warning Metrics Count Choice
  Listing Reach Rule Rules DryRun Field Estimate Quota Handoff Viewer RejectedUser Preflight Attempt Waiting ErroredUser ErroredUsers UserEntry Settings Point Series
  Total Activity Lane Load State Breakdown NotSyncedUser Share Window Latency`;

/** Who may import whom; the table in docs/ARCHITECTURE.md says it in words. */
const depConstraints = [
  only(
    'scope:gateway',
    'type:domain',
    'type:data',
    'type:messaging',
    'type:platform',
    'type:published',
    'type:testing',
  ),
  only(
    'scope:worker',
    'type:domain',
    'type:data',
    'type:messaging',
    'type:platform',
    'type:published',
    'type:testing',
  ),
  only('scope:sandbox', 'type:testing'),
  only('type:published', 'type:testing'),
  only('type:domain', 'type:testing'),
  only('type:data', 'type:domain', 'type:platform', 'type:published', 'type:testing'),
  only('type:messaging', 'type:domain', 'type:platform', 'type:testing'),
  only('type:platform', 'type:testing'),
  only(
    'type:testing',
    'type:domain',
    'type:data',
    'type:messaging',
    'type:platform',
    'type:published',
    'type:tools',
    'type:testing',
  ),
  only(
    'type:tools',
    'type:domain',
    'type:data',
    'type:messaging',
    'type:platform',
    'type:published',
    'type:testing',
  ),
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/.nx/**', '**/coverage/**', '**/generated/**'] },
  { ...js.configs.recommended, files: ['**/*.{js,mjs,cjs,ts,tsx}'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: true, allow: [], depConstraints },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment once, in env.ts.' },
      ],
      'no-console': 'error',
    },
  },
  { files: ['**/env.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['apps/gateway/src/**/*.ts'], rules: ban('bull', 'bullmq') },
  { files: ['apps/worker/src/**/*.ts'], rules: ban(...GRAPHQL_SERVER) },
  {
    files: ['libs/{pinterest-client,batching-scheduler,rate-limiter}/src/**/*.ts'],
    ignores: ['**/src/nestjs/**'],
    rules: ban(...NEST, 'typeorm', 'bull'),
  },
  {
    files: ['libs/{pinterest-client,batching-scheduler,rate-limiter}/src/nestjs/**/*.ts'],
    rules: ban('typeorm', 'bull'),
  },
  {
    files: ['libs/domain/src/**/*.ts'],
    rules: ban(...NEST, 'typeorm', 'bull', 'ioredis', 'pg', 'undici', 'express'),
  },
  { files: ['libs/persistence/src/**/*.ts'], rules: ban(...GRAPHQL_SERVER, 'bull') },
  { files: ['libs/messaging/src/**/*.ts'], rules: ban('typeorm', ...GRAPHQL_SERVER) },
  { files: ['libs/platform/src/**/*.ts'], rules: ban('typeorm', 'bull', ...GRAPHQL_SERVER) },
  {
    files: ['**/*.spec.ts', '**/*-spec.ts', 'test/**/*.ts', 'tools/**/*.ts', '**/test/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'max-lines': ['error', 500], 'no-console': 'off' },
  },
  {
    files: ['apps/gateway/schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: `${import.meta.dirname}/apps/gateway/schema.graphql` } },
    },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      // Things have an id; these are values: parts of things, pages, answers, failures.
      '@graphql-eslint/strict-id-in-types': ['error', { exceptions: { suffixes: VALUE_TYPES.split(/\s+/) } }],
      '@graphql-eslint/relay-page-info': 'error',
      // The other rules of the relay set take `PinterestConnection` for a page.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        setImmediate: 'readonly',
      },
    },
  },
  prettier,
);
