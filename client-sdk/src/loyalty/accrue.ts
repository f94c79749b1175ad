import { Accrual, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Issues points for the distance of each journey, under the terms in force. @throws NOTHING_EARNED, UNKNOWN_TRANSPORT, REF_REUSED */
export const accrue = submitOperation({
  name: 'loyalty:Accrue',
  request: Accrual,
  result: FactReceipt,
});
