/** What is injected by a name because it is an interface or a plain value. */
export const WORKER_ENV = Symbol('worker env');
export const RATE_LIMITER = Symbol('rate limiter');
export const PINTEREST_FETCH = Symbol('pinterest fetch');
export const PINTEREST_AGENT = Symbol('pinterest agent');
export const BATCH_STORE = Symbol('batch store');
export const DELIVERY_TARGETS = Symbol('delivery targets');
