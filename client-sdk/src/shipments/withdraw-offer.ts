import { CustodyWithdrawal, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Takes an open offer back. @throws STATE, NOT_A_PARTY */
export const withdrawOffer = submitOperation({
  name: 'shipment:WithdrawOffer',
  request: CustodyWithdrawal,
  result: FactReceipt,
});
