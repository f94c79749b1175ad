import { CustodyAcceptance, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Takes the shipment over: both companies seal the handover. @throws STATE, NOT_A_PARTY */
export const acceptCustody = submitOperation({
  name: 'shipment:AcceptCustody',
  request: CustodyAcceptance,
  result: FactReceipt,
});
