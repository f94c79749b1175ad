import { CHAINCODE_LIMITS } from '../limits.js';
import { ContractError } from '../errors.js';

/** One numbered entry that holds. */
export interface SeriesEntry<T> {
  readonly number: number;
  readonly value: T;
}

/**
 * The latest entry of a series that starts at 0. The hint comes from a view and is only a place to start from: an entry there
 * has to hold, else the walk starts at 0.
 * @throws ContractError `SERIES_TOO_LONG`
 */
export async function latestOf<T>(series: {
  readonly hint: number | undefined;
  readonly read: (number: number) => Promise<T | undefined>;
}): Promise<SeriesEntry<T> | undefined> {
  const { hint = 0, read } = series;
  let number = hint;
  let value = await read(number);
  if (value === undefined && number > 0) {
    number = 0;
    value = await read(0);
  }
  if (value === undefined) return undefined;
  for (let steps = 0; steps < CHAINCODE_LIMITS.versionsWalkMax; steps += 1) {
    const next = await read(number + 1);
    if (next === undefined) return { number, value };
    number += 1;
    value = next;
  }
  throw new ContractError({ code: 'SERIES_TOO_LONG', details: { max: CHAINCODE_LIMITS.versionsWalkMax } });
}
