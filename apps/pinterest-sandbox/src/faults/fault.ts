import { badRequest } from '../http/api-error.ts';
import { isObject, type JsonObject } from '../http/request-body.ts';

export const FAULT_KINDS = [
  'status',
  'delay',
  'reset',
  'hang',
  'apply-then-reset',
  'apply-then-cut',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export type FaultMatch = {
  /** The official operationId, such as `customer_lists/update`. */
  operation?: string;
  userId?: string;
  /** Customer list in the path, or in the rule of an audience to be created. */
  listId?: string;
  /** A record in the request's body. */
  record?: string;
};

export type Fault = {
  kind: FaultKind;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  ms?: number;
};

export type FaultRule = {
  match: FaultMatch;
  fault: Fault;
  /** Fires at most this often; without it, until cleared. */
  times?: number;
  /** 0 to 1, drawn from a generator of this rule's own `seed`. */
  probability?: number;
  seed?: number;
};

/** Checks a rule that came over the wire; every mistake is named in the refusal. */
export function parseFaultRule(input: JsonObject): FaultRule {
  const mistakes: string[] = [];
  const match = input['match'] ?? {};
  const fault = input['fault'];
  if (isObject(match)) checkFields(match, MATCH_FIELDS, 'match', mistakes);
  else mistakes.push('match must be an object');
  if (isObject(fault)) checkFault(fault, mistakes);
  else mistakes.push('fault is a required object');
  checkFields(input, RULE_FIELDS, 'rule', mistakes);
  if (mistakes.length > 0) throw badRequest(`Bad fault: ${mistakes.join('; ')}.`);
  return { ...input, match } as FaultRule;
}

type Check = { means: string; holds: (value: unknown) => boolean };

const isNumberIn = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most;
const TEXT: Check = { means: 'a text', holds: (value) => typeof value === 'string' && value !== '' };
const ANY: Check = { means: 'anything', holds: () => true };
const POSITIVE_INTEGER: Check = {
  means: 'a positive integer',
  holds: (value) => Number.isInteger(value) && isNumberIn(value, 1, Number.MAX_SAFE_INTEGER),
};

const MATCH_FIELDS: Record<string, Check> = { operation: TEXT, userId: TEXT, listId: TEXT, record: TEXT };
const FAULT_FIELDS: Record<string, Check> = {
  kind: {
    means: `one of ${FAULT_KINDS.join(', ')}`,
    holds: (value) => FAULT_KINDS.some((known) => known === value),
  },
  status: {
    means: 'an HTTP status from 200 to 599',
    holds: (value) => Number.isInteger(value) && isNumberIn(value, 200, 599),
  },
  body: ANY,
  headers: {
    means: 'an object of texts',
    holds: (value) => isObject(value) && Object.values(value).every((text) => typeof text === 'string'),
  },
  ms: { means: 'milliseconds, 0 or more', holds: (value) => isNumberIn(value, 0, 86_400_000) },
};
const RULE_FIELDS: Record<string, Check> = {
  match: ANY,
  fault: ANY,
  times: POSITIVE_INTEGER,
  probability: { means: 'a number from 0 to 1', holds: (value) => isNumberIn(value, 0, 1) },
  seed: { means: 'an integer', holds: (value) => Number.isInteger(value) },
};

function checkFault(fault: JsonObject, mistakes: string[]): void {
  if (fault['kind'] === undefined) mistakes.push('fault.kind is required');
  checkFields(fault, FAULT_FIELDS, 'fault', mistakes);
}

function checkFields(
  object: JsonObject,
  checks: Record<string, Check>,
  name: string,
  mistakes: string[],
): void {
  for (const [field, value] of Object.entries(object)) {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
    if (!check) mistakes.push(`${name}.${field} is not known`);
    else if (!check.holds(value)) mistakes.push(`${name}.${field} must be ${check.means}`);
  }
}
