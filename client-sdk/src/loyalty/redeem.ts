import { FactReceipt, Redemption } from '@kontti/model';
import { submitOperation } from '../operation';

/** Takes points, as a partner, as their holder signed; the issuer owes for them from then on. @throws NOT_A_PARTNER, SIGNATURE, LOT_SPENT, INSUFFICIENT_POINTS */
export const redeem = submitOperation({
  name: 'loyalty:Redeem',
  request: Redemption,
  result: FactReceipt,
});
