/** What is injected by a name because it is a plain value. */
export const GATEWAY_ENV = Symbol('gateway env');
