import { getOperationAST, parse } from 'graphql';

import { operationLabelOf } from './operation-label.ts';

it.each([
  ['{ canvas(id: "c") { id } }', 'query canvas'],
  ['query WhateverTheCallerLikes1234 { canvas(id: "c") { id } }', 'query canvas'],
  ['mutation { a: enterStep { __typename } b: enterStep { __typename } }', 'mutation enterStep'],
  ['query { __typename viewer { role } }', 'query viewer'],
  ['query { ... on Query { viewer { role } } }', 'query viewer'],
  ['{ canvas(id: "c") { id } viewer { role } }', 'query several'],
  ['{ __schema { queryType { name } } }', 'query introspection'],
  ['{ __typename }', 'query nothing'],
  ['query { ...F } fragment F on Query { viewer { role } }', 'query fragment'],
  ['subscription S { stepMetricsChanged(stepId: "s") { synced } }', 'subscription stepMetricsChanged'],
])('%s is called %s', (text, name) => {
  const operation = getOperationAST(parse(text));
  const label = operation && operationLabelOf(operation);
  expect(label && `${label.type} ${label.operation}`).toBe(name);
});
