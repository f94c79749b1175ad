import { FactReceipt, PointTransfer } from '@kontti/model';
import { submitOperation } from '../operation';

/** Moves points as their holder signed. @throws SIGNATURE, LOT_SPENT, LOT_EXPIRED, INSUFFICIENT_POINTS */
export const transfer = submitOperation({
  name: 'loyalty:Transfer',
  request: PointTransfer,
  result: FactReceipt,
});
