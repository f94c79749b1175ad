import type { Outcome } from './play';

/** Where two outcomes differ. */
export interface Difference {
  /** Such as `codes.2.0`. */
  readonly at: string;
  readonly devnet: unknown;
  readonly fabric: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function collect(at: string, devnet: unknown, fabric: unknown): Difference[] {
  if (!isObject(devnet) || !isObject(fabric)) {
    return Object.is(devnet, fabric) ? [] : [{ at, devnet, fabric }];
  }
  const names = new Set([...Object.keys(devnet), ...Object.keys(fabric)]);
  return [...names].flatMap((name) =>
    collect(at === '' ? name : `${at}.${name}`, devnet[name], fabric[name]),
  );
}

/** Every leaf in which the outcomes differ. */
export const compareOutcomes = (outcomes: { devnet: Outcome; fabric: Outcome }): Difference[] =>
  collect('', outcomes.devnet, outcomes.fabric);
