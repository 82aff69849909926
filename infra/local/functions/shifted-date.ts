/**
 * Replaces the global `Date` of this thread by one whose present is shifted by the milliseconds in `shift`. Timers
 * and `performance` keep to real time.
 */
export function installShiftedDate(shift: Float64Array): void {
  const RealDate = globalThis.Date;
  const now = (): number => RealDate.now() + (shift[0] ?? 0);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values, newTarget) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
}
