import { type INestApplication, RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { ACCESS_RULE, type AccessRule } from '../../src/auth/access.decorator.ts';

/** A REST door of the gateway. */
export interface Route {
  readonly method: string;
  /** With its parameters, such as `/v1/steps/:id/entries`. */
  readonly path: string;
  readonly rule: AccessRule | undefined;
}

/** Every route of every controller, as Nest knows them. */
export function routesOf(app: INestApplication): Route[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => (typeof metatype === 'function' ? routesIn(metatype) : []));
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what Nest calls a metatype
function routesIn(controller: Function): Route[] {
  const handlers = Object.values(Object.getOwnPropertyDescriptors(controller.prototype as object)).map(
    ({ value }) => value as object,
  );
  return handlers
    .filter((handler) => typeof handler === 'function' && Reflect.hasMetadata('method', handler))
    .map((handler) => ({
      method: RequestMethod[Reflect.getMetadata('method', handler) as RequestMethod],
      path: joined(Reflect.getMetadata('path', controller), Reflect.getMetadata('path', handler)),
      rule: (Reflect.getMetadata(ACCESS_RULE, handler) ?? Reflect.getMetadata(ACCESS_RULE, controller)) as
        AccessRule | undefined,
    }));
}

const joined = (...parts: unknown[]): string =>
  `/${parts
    .map((part) => String(part).replaceAll(/^\/|\/$/g, ''))
    .filter(Boolean)
    .join('/')}`;
