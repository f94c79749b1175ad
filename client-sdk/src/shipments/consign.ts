import { Consignment, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Hands goods of the own company to the chain, towards the consignee. @throws ALREADY_EXISTS, UNKNOWN_COMPANY, UNKNOWN_TRANSPORT */
export const consign = submitOperation({
  name: 'shipment:Consign',
  request: Consignment,
  result: FactReceipt,
});
