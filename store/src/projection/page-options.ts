import { storeLimits } from '../limits';
import { storeError } from '../sql/store-error';

/** What says that an option of a question to a projection is not one. */
export function invalidOption(option: string, rule: string): Error {
  return storeError('OPTIONS_INVALID', { details: { option, rule } });
}

/** @throws OPTIONS_INVALID unless a page of so many rows can be asked for */
export function checkLimit(limit: number | undefined): void {
  const { foundRowsMax: max } = storeLimits;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= max)) {
    throw invalidOption('limit', `a whole number from 1 to ${max}`);
  }
}
