import { ApiError, badRequest, notFound } from './api-error.ts';
import { type Operation } from './operation.ts';

type Route = { operation: Operation; segments: string[] };
export type Match = { operation: Operation; params: Record<string, string> };

const ID = /^\d{1,18}$/;

/** Finds the operation of a path below `/v5`. */
export class Router {
  readonly #routes: Route[];

  constructor(operations: readonly Operation[]) {
    this.#routes = operations.map((operation) => ({ operation, segments: operation.path.split('/') }));
  }

  find(method: string, path: string): Match {
    const segments = path.replace(/\/$/, '').split('/');
    const candidates = this.#routes.filter((route) => fits(route.segments, segments));
    if (candidates.length === 0) throw notFound('The requested resource could not be found on this server.');
    const route = candidates.find(({ operation }) => operation.method === method);
    if (!route) throw new ApiError(405, 5, 'Method not allowed.', 'bad_request');
    return { operation: route.operation, params: readParams(route.segments, segments) };
  }
}

const nameOf = (segment: string): string | undefined => /^\{(.+)\}$/.exec(segment)?.[1];

function fits(pattern: string[], segments: string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => nameOf(part) !== undefined || part === segments[index])
  );
}

function readParams(pattern: string[], segments: string[]): Record<string, string> {
  const params: Record<string, string> = {};
  pattern.forEach((part, index) => {
    const name = nameOf(part);
    const value = segments[index] ?? '';
    if (name === undefined) return;
    if (!ID.test(value)) throw badRequest(`'${name}' must be a number of at most 18 digits.`);
    params[name] = value;
  });
  return params;
}
