// Loaded before a program (node -r): its clock steps, as when somebody sets it, while timers go on as ever. Every few seconds it
// is an hour ahead, right, an hour behind, right, and so on.

const RealDate = Date;
const HOUR_MS = 3_600_000;
const STEPS_MS = [HOUR_MS, 0, -HOUR_MS, 0];
const EVERY_MS = 1_500;
const startedMs = performance.now();

function shiftedMs(): number {
  const step = Math.floor((performance.now() - startedMs) / EVERY_MS) % STEPS_MS.length;
  return RealDate.now() + (STEPS_MS[step] ?? 0);
}

/** Without arguments it is the shifted moment; everything else is as it was. */
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[], made) =>
    Reflect.construct(target, args.length === 0 ? [shiftedMs()] : args, made) as Date,
  get: (target, name) => (name === 'now' ? shiftedMs : (Reflect.get(target, name) as unknown)),
});

export {};
