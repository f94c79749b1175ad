import { ModelError } from '../errors';

/** @throws ModelError `DATE_ORDER` naming `field`, the later time, when both are known and it is before the earlier one. */
export function checkTimeOrder(earlier: number | undefined, later: number | undefined, field: string): void {
  if (earlier !== undefined && later !== undefined && later < earlier) {
    throw new ModelError({ code: 'DATE_ORDER', field, rule: 'not before the departure' });
  }
}
