import { Compensation, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Issues points for late journeys; the amount follows from the terms in force and the transport's recorded delay. @throws ALREADY_COMPENSATED, NOTHING_EARNED */
export const compensate = submitOperation({
  name: 'loyalty:Compensate',
  request: Compensation,
  result: FactReceipt,
});
