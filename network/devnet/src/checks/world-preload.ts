/**
 * Loaded into a chaincode process before anything else: gives it another time, another seed of `Math.random` and another host
 * name, as the environment variable says. What node:crypto draws is different in each process anyway.
 */
import os from 'node:os';

const settings = JSON.parse(process.env['KONTTI_WORLD'] ?? '{}') as {
  shiftMs?: number;
  seed?: number;
  hostname?: string;
};
const { shiftMs = 0, seed = 1, hostname } = settings;

const RealDate = Date;
const nowMs = (): number => RealDate.now() + shiftMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [nowMs()] : args, newTarget) as object,
  apply: () => new RealDate(nowMs()).toString(),
  get: (target, name, receiver) =>
    name === 'now' ? nowMs : (Reflect.get(target, name, receiver) as unknown),
});
Object.defineProperty(RealDate.prototype, 'constructor', { value: globalThis.Date });

const realPerformanceNow = performance.now.bind(performance);
Object.defineProperty(performance, 'now', { value: () => realPerformanceNow() + shiftMs });
Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + shiftMs });

/** Mulberry32. */
let state = seed;
Math.random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

if (hostname !== undefined) os.hostname = () => hostname;
